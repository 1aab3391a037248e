import {
  Button,
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

// Mantine wants ten shades of a colour; the tokens decide what is seen, these only fill what Mantine mixes itself
const water: MantineColorsTuple = [
  '#e2f0f6',
  '#cfe5ef',
  '#9fcbdd',
  '#6db0cb',
  '#3e9cbf',
  '#14719a',
  '#0b6285',
  '#084c68',
  '#0b3f58',
  '#06202c',
]
const gray: MantineColorsTuple = [
  '#f4f6f7',
  '#eef1f3',
  '#e1e6ea',
  '#c9d1d7',
  '#aab6c0',
  '#8a97a3',
  '#5f6d79',
  '#43525f',
  '#2b3a47',
  '#14202b',
]
const dark: MantineColorsTuple = [
  '#e4eaee',
  '#aab6c0',
  '#8a98a4',
  '#6f7e8a',
  '#33424d',
  '#1f2b34',
  '#11191f',
  '#11191f',
  '#0d141a',
  '#0b1116',
]

export const theme = createTheme({
  fontFamily: 'var(--text)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '14px', xl: '21px' },
  lineHeights: { xs: '16px', sm: '19px', md: '19px', lg: '21px', xl: '28px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '28px' },
  radius: { xs: '4px', sm: '6px', md: '7px', lg: '10px', xl: '14px' },
  defaultRadius: 'md',
  colors: { water, gray, dark },
  primaryColor: 'water',
  cursorType: 'pointer',
  respectReducedMotion: true,
  variantColorResolver: colorsOf(),
  // by name, not by component: only what a page uses shall be loaded with it
  components: {
    Button: Button.extend({
      defaultProps: { size: 'compact-md', variant: 'default' },
      vars: () => ({ root: buttonVars }),
    }),
    ActionIcon: { defaultProps: { variant: 'subtle', size: 28 } },
    Checkbox: { defaultProps: { size: 'xs', radius: 4 } },
    InputBase: { defaultProps: { size: 'sm' } },
    Tooltip: {
      defaultProps: {
        openDelay: 250,
        multiline: true,
        maw: 300,
        withinPortal: false,
        transitionProps: { duration: 120 },
      },
    },
    Popover: { defaultProps: { shadow: 'none', transitionProps: { duration: 120 } } },
    Menu: { defaultProps: { shadow: 'none', position: 'bottom-end', transitionProps: { duration: 120 } } },
  },
})

const buttonVars = { '--button-height': '30px', '--button-padding-x': '13px', '--button-fz': '13px' }

function colorsOf(): VariantColorsResolver {
  return ({ variant, color }) => {
    const tone = color === 'red' ? 'failed' : 'accent'
    const clear = { background: 'transparent', border: '1px solid transparent' }
    if (variant === 'filled')
      return {
        background: tone === 'failed' ? 'var(--failed-mark)' : 'var(--accent)',
        hover: tone === 'failed' ? 'var(--failed)' : 'var(--accent-strong)',
        color: tone === 'failed' ? 'var(--on-mark)' : 'var(--on-accent)',
        border: '1px solid transparent',
      }
    if (variant === 'light')
      return {
        background: `var(--${tone}-soft)`,
        hover: `var(--${tone}-soft)`,
        color: `var(--${tone})`,
        border: '1px solid transparent',
      }
    if (variant === 'default')
      return {
        background: 'var(--surface)',
        hover: 'var(--sunken)',
        color: tone === 'failed' ? 'var(--failed)' : 'var(--ink-1)',
        border: '1px solid var(--line-2)',
      }
    return { ...clear, hover: 'var(--sunken)', color: color ? `var(--${tone})` : 'var(--ink-2)' }
  }
}

/** Mantine's own variables, fed from our tokens, so its components follow the scheme without a second palette. */
export const fedVariables: CSSVariablesResolver = () => {
  const fed = {
    '--mantine-color-body': 'var(--canvas)',
    '--mantine-color-text': 'var(--ink-1)',
    '--mantine-color-bright': 'var(--ink-1)',
    '--mantine-color-dimmed': 'var(--ink-3)',
    '--mantine-color-placeholder': 'var(--ink-3)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-error': 'var(--failed)',
    '--mantine-color-success': 'var(--done)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--sunken)',
    '--mantine-color-default-color': 'var(--ink-1)',
    '--mantine-color-default-border': 'var(--line-2)',
    '--mantine-color-disabled': 'var(--sunken)',
    '--mantine-color-disabled-color': 'var(--ink-3)',
    '--mantine-color-disabled-border': 'var(--line)',
    '--mantine-primary-color-filled': 'var(--accent)',
    '--mantine-primary-color-filled-hover': 'var(--accent-strong)',
    '--mantine-primary-color-contrast': 'var(--on-accent)',
    '--mantine-primary-color-light': 'var(--accent-soft)',
    '--mantine-primary-color-light-color': 'var(--accent)',
    '--mantine-color-water-filled': 'var(--accent)',
    '--mantine-font-weight-medium': '570',
  }
  return { variables: {}, light: fed, dark: fed }
}
