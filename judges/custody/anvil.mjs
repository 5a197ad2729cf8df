// A private Anvil node: Foundry's own EVM, from its npm package.

import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { platform, arch } from 'node:process'

import { eventually, rpc } from './judge.mjs'

/** The program inside the package for this machine. */
function program() {
  const require = createRequire(import.meta.url)
  const names = { linux: 'linux', darwin: 'darwin' }
  const machines = { x64: 'amd64', arm64: 'arm64' }
  return require.resolve(`@foundry-rs/anvil-${names[platform]}-${machines[arch]}/bin/anvil`)
}

/** A port that is free now. */
export async function freePort() {
  const server = createServer()
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address()
  await new Promise((closed) => server.close(closed))
  return port
}

/** Starts a node; its `url`, and `stop`. It ends with this program at the latest. */
export async function startAnvil(...flags) {
  const port = await freePort()
  const child = spawn(program(), ['--port', String(port), '--silent', ...flags], { stdio: 'inherit' })
  process.on('exit', () => child.kill())
  const url = `http://127.0.0.1:${port}`
  await eventually('Anvil answers', () => rpc(url, 'eth_chainId').catch(() => undefined))
  return { url, stop: () => child.kill() }
}
