import autoprefixer from 'autoprefixer';
import tailwindcss from 'tailwindcss';

/** Chrome 87 drops a rule with `:where` whole; without it the rule holds, only firmer. */
const withoutWhere = {
  postcssPlugin: 'without-where',
  OnceExit(root) {
    root.walkRules(/:where\(/, (rule) => {
      rule.selector = rule.selector.replace(/:where\(((?:[^()]|\([^()]*\))*)\)/g, '$1');
    });
  },
};

export default { plugins: [tailwindcss(), autoprefixer(), withoutWhere] };
