/** Tests the test applications: without middleware, they respond as their contract says. */
import type { Case } from '../harness/case.js';
import { get, post } from './support.js';

export const bareCases: readonly Case[] = [
  {
    name: 'bare: the plain routes respond as in the contract',
    exchanges: [
      { request: get('/json'), response: { status: 200, json: { hello: 'world', n: 1 }, framing: 'length' } },
      {
        request: get('/text'),
        response: { status: 200, body: 'hello, wörld\n', headers: { 'Content-Type': /^text\/plain; charset=utf-8$/i } },
      },
      { request: get('/binary'), response: { status: 200, length: 256 } },
      { request: get('/empty'), response: { status: 200, length: 0 } },
      { request: get('/no-content'), response: { status: 204, framing: 'none' } },
      { request: get('/etag', [['If-None-Match', '"v1"']]), response: { status: 304, framing: 'none' } },
      { request: get('/redirect'), response: { status: 302, headers: { Location: '/json' } } },
      { request: get('/nowhere'), response: { status: 404 } },
      { request: get('/throw'), response: { status: 500 } },
      { request: get('/reject'), response: { status: 500 } },
      { request: get('/http-error'), response: { status: 418, headers: { 'X-Error': 'teapot' } } },
      { request: get('/throw-after-head'), response: { status: 200, complete: false } },
      { request: get('/destroy-after-head'), response: { status: 200, complete: false } },
      { request: { method: 'HEAD', target: '/json' }, response: { status: 200, framing: 'none' } },
      { request: post('/echo', 'text/plain', 'abc'), response: { status: 200, body: 'abc' } },
      {
        request: { method: 'POST', target: '/echo', chunks: ['a', 'bc'] },
        response: { status: 200, body: 'abc', framing: 'chunked' },
      },
      {
        request: post('/take-json', 'application/json', '{"a":1}'),
        response: { status: 200, json: { took: { a: 1 }, context: null } },
      },
      {
        request: post('/take-form', 'application/x-www-form-urlencoded', 'a=1&b=2'),
        response: { json: { took: { a: '1', b: '2' } } },
      },
      { request: post('/refuse', 'text/plain', 'abc'), response: { status: 413 } },
      { request: post('/part', 'text/plain', 'abc'), response: { status: 202 } },
      { request: get('/cookies'), response: { headers: { 'Set-Cookie': ['a=1; Path=/', 'b=2; Path=/'] } } },
      { request: get('/large?mib=2&mode=pipe'), response: { length: 2 * 1024 * 1024 } },
      { request: get('/large?mib=2&mode=drain&length'), response: { length: 2 * 1024 * 1024, framing: 'length' } },
      { request: get('/upstream-breaks'), response: { complete: false } },
    ],
  },
  {
    name: 'bare: a handler destroys the response before the headers',
    needs: 'break-off',
    exchanges: [{ request: get('/destroy'), response: { complete: false } }],
  },
  {
    name: 'bare: files are served',
    needs: 'file-serving',
    exchanges: [
      { request: get('/file'), response: { status: 200, length: 1000, framing: 'length' } },
      { request: get('/static/page.html'), response: { status: 200, body: /Grüße/ } },
    ],
  },
  {
    name: 'bare: ranges of files are served',
    needs: 'ranges',
    exchanges: [
      { request: get('/file', [['Range', 'bytes=10-19']]), response: { status: 206, body: '0123456789' } },
      { request: get('/file', [['Range', 'bytes=5000-']]), response: { status: 416 } },
    ],
  },
  {
    name: 'bare: a client controls a streaming handler',
    exchanges: [
      {
        steps: [
          { send: get('/steps?chunks=2') },
          { go: 'step' },
          { head: { status: 200 } },
          { soFar: 'chunk 1\n' },
          { go: 'step', times: 2 },
          { rest: { body: 'chunk 1\nchunk 2\n', framing: 'chunked' } },
        ],
      },
    ],
    observed: { 'response closed': ['finished'] },
  },
  {
    name: 'bare: a client that pauses stops a handler with backpressure',
    exchanges: [
      {
        steps: [
          { send: get('/large?mib=64&mode=drain') },
          { head: { status: 200 } },
          { do: 'pause' },
          { heldBelow: 1024 * 1024 },
          { do: 'resume' },
          { rest: { length: 64 * 1024 * 1024 } },
        ],
      },
    ],
  },
  {
    name: 'bare: an upgrade reaches its listener',
    needs: 'upgrade',
    app: { upgrade: true },
    exchanges: [
      {
        steps: [
          { send: 'GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n' },
          { bytes: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n' },
          { send: 'ping' },
          { bytes: 'ping' },
        ],
      },
    ],
  },
];
