/** The version of this Trireme, as package.json names it. */
export const version = '0.1.0'
