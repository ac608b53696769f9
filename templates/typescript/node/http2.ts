import { constants, type ServerHttp2Stream } from 'node:http2';

/** The stream of a request that came over HTTP/2; `undefined` over HTTP/1. */
export function streamOf(req: {
  readonly httpVersionMajor: number;
  readonly stream?: ServerHttp2Stream;
}): ServerHttp2Stream | undefined {
  return req.httpVersionMajor === 2 ? req.stream : undefined;
}

/** Whether a response is complete. The response itself also emits 'finish' if its stream was closed early. */
export function isComplete(stream: ServerHttp2Stream): boolean {
  return stream.writableFinished && !stream.aborted;
}

/**
 * Whether the client has ended a stream early, with an error code or with its connection, as opposed to the server.
 */
export function hasClientReset(stream: ServerHttp2Stream, isConnected: boolean): boolean {
  const { rstCode, errored } = stream;
  const isReset = errored !== null && 'code' in errored && errored.code === 'ERR_HTTP2_STREAM_ERROR';
  return rstCode === constants.NGHTTP2_CANCEL || isReset || (rstCode !== 0 && !isConnected);
}
