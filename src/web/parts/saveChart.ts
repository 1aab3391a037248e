/** Hands a file that the page made to its reader. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // the browser still reads it when the click returns
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** A chart on canvas as PNG, on the ground that it stands on. */
export function savePng(name: string, place: HTMLElement): void {
  const drawn = place.querySelector('canvas')
  if (!drawn) return
  const copy = document.createElement('canvas')
  copy.width = drawn.width
  copy.height = drawn.height
  const pen = copy.getContext('2d')
  if (!pen) return
  pen.fillStyle = groundOf(place)
  pen.fillRect(0, 0, copy.width, copy.height)
  pen.drawImage(drawn, 0, 0)
  copy.toBlob(blob => blob && saveFile(`${name}.png`, blob))
}

const styled = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'font-size', 'font-family'] as const

/** A drawn chart as SVG: what its classes say is written into it, so it looks the same elsewhere. */
export function saveSvg(name: string, place: HTMLElement): void {
  const drawn = place.querySelector('svg[data-chart]')
  if (!drawn) return
  const copy = drawn.cloneNode(true)
  if (!(copy instanceof SVGElement)) return
  const originals = drawn.querySelectorAll<SVGElement>('*')
  copy.querySelectorAll<SVGElement>('*').forEach((one, at) => {
    const original = originals[at]
    if (!original) return
    const style = getComputedStyle(original)
    for (const property of styled) one.setAttribute(property, style.getPropertyValue(property))
    one.removeAttribute('class')
  })
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('style', `background: ${groundOf(place)}`)
  saveFile(`${name}.svg`, new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }))
}

const groundOf = (place: HTMLElement) => getComputedStyle(place).getPropertyValue('--surface').trim()
