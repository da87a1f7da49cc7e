import autoprefixer from 'autoprefixer';
import tailwindcss from 'tailwindcss';

/** Chrome 87 drops a whole rule that uses `:where`. Without it the rule works, only with a higher specificity. */
const withoutWhere = {
  postcssPlugin: 'without-where',
  OnceExit(root) {
    root.walkRules(/:where\(/, (rule) => {
      rule.selector = rule.selector.replace(/:where\(((?:[^()]|\([^()]*\))*)\)/g, '$1');
    });
  },
};

export default { plugins: [tailwindcss(), autoprefixer(), withoutWhere] };
