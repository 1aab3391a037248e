/** Turns Node's readable streams into the web's, with back-pressure; the typings of the two differ in name only. */
export function webStream(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = source[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await reader.next()
        if (next.done) controller.close()
        else controller.enqueue(next.value)
      },
      async cancel() {
        await reader.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
