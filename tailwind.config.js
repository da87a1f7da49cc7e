/**
 * The tokens of the design. Nothing else is to be used: steps of 4, one blue for action, one warm accent for the mark and
 * the heating theme, hairlines instead of shadows, radius 6. Sizes that differ between desk, phone and large text are
 * variables set in app/styles/app.css.
 *
 * @type {import('tailwindcss').Config}
 */
export default {
  content: ['./app/**/*.{ts,tsx}', './app/field/index.html'],
  theme: {
    // In em, so that large letters of the browser get the layout of a narrow screen.
    screens: { tablet: '40em', desk: '64em', wide: '80em', print: { raw: 'print' } },
    colors: {
      transparent: 'transparent',
      current: 'currentColor',
      white: '#ffffff',
      ink: { DEFAULT: '#1c2430', soft: '#4b5563', faint: '#5f6b7a' },
      page: '#f4f6f8',
      paper: '#ffffff',
      line: { DEFAULT: '#d8dde4', strong: '#8590a0' },
      action: { DEFAULT: '#1f5fa8', dark: '#174a84', wash: '#e8f0f9', line: '#a9c5e4' },
      accent: { DEFAULT: '#c2571a', wash: '#fbeee6' },
      ok: { DEFAULT: '#1a7a48', wash: '#e6f4ec' },
      attention: { DEFAULT: '#8f5300', wash: '#fcf2df', line: '#e0b772' },
      danger: { DEFAULT: '#b3261e', wash: '#fbeae8', line: '#e3a39f' },
    },
    borderRadius: { none: '0', DEFAULT: '6px', full: '9999px' },
    boxShadow: { none: 'none' },
    fontFamily: {
      sans: ['"PingFang SC"', '"Microsoft YaHei"', '"Noto Sans CJK SC"', 'sans-serif'],
    },
    fontSize: {
      small: ['var(--text-small)', { lineHeight: 'var(--line-small)' }],
      body: ['var(--text-body)', { lineHeight: 'var(--line-body)' }],
      lead: ['var(--text-lead)', { lineHeight: 'var(--line-lead)' }],
      title: ['var(--text-title)', { lineHeight: 'var(--line-title)' }],
    },
    extend: {
      minHeight: { target: 'var(--target)', row: '2.25rem' },
      minWidth: { target: 'var(--target)' },
      height: { target: 'var(--target)', row: '2.25rem' },
      width: { target: 'var(--target)', rail: '13rem' },
      maxWidth: { form: '40rem', page: '90rem', sign: '25rem' },
    },
  },
  corePlugins: { boxShadow: false, dropShadow: false },
};
