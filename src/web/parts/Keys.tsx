import css from './Keys.module.css'

/** Keys as they are written on a keyboard: `Ctrl+K` together, `G H` one after the other. */
export function Keys({ of }: { of: string }) {
  return (
    <span className={css['keys']}>
      {of.split(' ').map((key, at) => (
        <kbd key={at}>{key.replace('+', ' ')}</kbd>
      ))}
    </span>
  )
}
