// Anvil takes the sandbox's raw transactions, block by block on the same genesis, and must come to
// the same hashes, gas, receipts, roots and balances.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import {
  createWalletClient,
  encodeDeployData,
  encodeFunctionData,
  erc20Abi,
  getContractAddress,
  http,
  keccak256,
  parseEther,
  parseGwei,
  serializeTransaction,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { sepolia } from 'viem/chains'

import { accountOf, fundedWallet, transferred } from './account.mjs'
import { startAnvil } from './anvil.mjs'
import { Judge, Sandbox, rpc } from './judge.mjs'

const NETWORK = 'EthereumSepolia'
const USDC = '0x1c7d4b196cb0c7b01d743fbc6116a902379c7238'
const STRANGER = '0xb282dc7cde21717f18337a596e91ded00b79b25f'
/** What the faucet has at genesis: 2^254. */
const FAUCET_BALANCE = 1n << 254n
/** The token's storage slot with the account that may mint. */
const MINTER_SLOT = `0x${'3'.padStart(64, '0')}`
/** A contract that answers 42: creation code that returns ten bytes of runtime code. */
const ANSWER_42 = '0x600a600c600039600a6000f3602a60005260206000f3'

const sandbox = new Sandbox()
const judge = new Judge('anvil-replay')
const url = sandbox.rpcUrl(NETWORK)
const dfns = accountOf(sandbox)

/** Fills the sandbox's chain with transactions of every kind that it takes. */
async function act() {
  const tokens = { amount: 9_000_000n, contract: USDC }
  const wallet = await fundedWallet(sandbox, dfns, NETWORK, parseEther('1'), tokens)
  const send = (body) => transferred(dfns, wallet.id, { to: STRANGER, ...body })
  for (const priority of ['Slow', 'Standard', 'Fast']) {
    await send({ kind: 'Native', amount: '12345', priority })
  }
  await send({ kind: 'Erc20', contract: USDC, amount: '1000000' })
  await send({ kind: 'Erc20', contract: USDC, amount: '2000000' })
  await sandbox.mode(NETWORK, { mode: 'fail_on_chain', delay_ms: 0 })
  const reverted = await send({ kind: 'Native', amount: '1' })
  judge.check('a transfer was made to revert', reverted.status === 'Failed' && reverted.txHash, reverted)
  await sandbox.mode(NETWORK, { mode: 'immediate' })

  const account = privateKeyToAccount(generatePrivateKey())
  await sandbox.fund(NETWORK, account.address, parseEther('3'))
  await sandbox.fund(NETWORK, account.address, 500n, USDC)
  const client = createWalletClient({ account, chain: sepolia, transport: http(url) })
  const call = (functionName, args) => encodeFunctionData({ abi: erc20Abi, functionName, args })
  const fees = { maxFeePerGas: parseGwei('5'), maxPriorityFeePerGas: parseGwei('1') }
  await client.sendTransaction({ type: 'legacy', to: STRANGER, value: 1n, gasPrice: parseGwei('3') })
  const accessList = [{ address: USDC, storageKeys: [`0x${'00'.repeat(31)}02`] }]
  const balance = { to: USDC, data: call('transfer', [STRANGER, 5n]) }
  await client.sendTransaction({ type: 'eip2930', ...balance, accessList, gasPrice: parseGwei('3') })
  await client.sendTransaction({ ...fees, data: encodeDeployData({ abi: [], bytecode: ANSWER_42 }) })
  await client.sendTransaction({ ...fees, to: STRANGER, data: `0x${'ff'.repeat(700)}00`, gas: 100_000n })
  await client.sendTransaction({ ...fees, to: USDC, data: call('approve', [wallet.address, 77n]) })
  await client.sendTransaction({ ...fees, to: USDC, data: call('transfer', [STRANGER, 501n]), gas: 90_000n })
  await client.sendTransaction({ ...fees, to: USDC, data: call('transfer', [STRANGER, 1n]), gas: 22_500n })
  await client.sendTransaction({ ...fees, to: account.address, value: 1n })

  // Several transactions in one block, of one sender and of two, and blocks without any.
  await sandbox.control('PUT', `/networks/${NETWORK}`, { mining: { when: 'manual' } })
  let nonce = Number(await rpc(url, 'eth_getTransactionCount', [account.address, 'latest']))
  for (const value of [10n, 20n, 30n]) {
    await client.sendTransaction({ ...fees, to: STRANGER, value, gas: 21_000n, nonce: nonce++ })
  }
  await dfns.wallets.transferAsset({ walletId: wallet.id, body: { kind: 'Native', to: account.address, amount: '99' } })
  await dfns.wallets.transferAsset({ walletId: wallet.id, body: { kind: 'Erc20', contract: USDC, to: account.address, amount: '6' } })
  await sandbox.control('POST', '/mine', { network: NETWORK, blocks: 3 })
  await sandbox.control('PUT', `/networks/${NETWORK}`, {})
  await transferred(dfns, wallet.id, { kind: 'Native', to: STRANGER, amount: '5' })
}

/** The raw bytes of a mined transaction, put together from its parts. */
function rawOf(tx) {
  const number = (value) => (value === undefined ? undefined : BigInt(value))
  const types = { '0x0': 'legacy', '0x1': 'eip2930', '0x2': 'eip1559' }
  const type = types[tx.type]
  const parts = {
    type,
    chainId: Number(tx.chainId),
    nonce: Number(tx.nonce),
    to: tx.to ?? undefined,
    value: number(tx.value),
    gas: number(tx.gas),
    data: tx.input,
    accessList: tx.accessList,
    ...(type === 'eip1559'
      ? { maxFeePerGas: number(tx.maxFeePerGas), maxPriorityFeePerGas: number(tx.maxPriorityFeePerGas) }
      : { gasPrice: number(tx.gasPrice) }),
  }
  const yParity = Number(tx.yParity ?? tx.v)
  const word = (value) => `0x${value.slice(2).padStart(64, '0')}`
  const signature = { r: word(tx.r), s: word(tx.s), yParity, v: BigInt(27 + yParity) }
  // A legacy transaction names its chain in v.
  if (type === 'legacy') signature.v = number(tx.v) < 27n ? BigInt(35 + 2 * parts.chainId + yParity) : number(tx.v)
  return serializeTransaction(parts, signature)
}

/** Anvil on the sandbox's genesis: funded faucet, token, limits, base fee and time of block 0. */
async function twin(faucet) {
  const block0 = await rpc(url, 'eth_getBlockByNumber', ['0x0', false])
  const slot = await rpc(url, 'eth_getStorageAt', [USDC, MINTER_SLOT, 'latest'])
  const code = await rpc(url, 'eth_getCode', [USDC, 'latest'])
  const nonce = await rpc(url, 'eth_getTransactionCount', [USDC, 'latest'])
  const genesis = {
    config: { chainId: sepolia.id },
    alloc: {
      [faucet]: { balance: `0x${FAUCET_BALANCE.toString(16)}` },
      [USDC]: { balance: '0x0', nonce, code, storage: { [MINTER_SLOT]: slot } },
    },
    timestamp: block0.timestamp,
    gasLimit: block0.gasLimit,
    baseFeePerGas: block0.baseFeePerGas,
    difficulty: '0x0',
    coinbase: block0.miner,
    extraData: '0x',
    nonce: '0x0',
  }
  const directory = mkdtempSync(join(tmpdir(), 'judge-anvil-'))
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }))
  const file = join(directory, 'genesis.json')
  writeFileSync(file, JSON.stringify(genesis))
  const flags = ['--chain-id', String(sepolia.id), '--accounts', '0', '--no-mining', '--order', 'fifo']
  const anvil = await startAnvil('--init', file, '--gas-limit', String(Number(block0.gasLimit)), ...flags)
  await rpc(anvil.url, 'anvil_setCoinbase', [block0.miner])
  return anvil
}

const RECEIPT_FIELDS = ['status', 'type', 'gasUsed', 'cumulativeGasUsed', 'effectiveGasPrice', 'transactionIndex', 'blockNumber', 'logsBloom']
const BLOCK_FIELDS = ['gasUsed', 'baseFeePerGas', 'transactions', 'transactionsRoot', 'receiptsRoot', 'logsBloom']

/** What both nodes must say of a receipt. */
function essence(receipt) {
  const lower = (value) => value?.toLowerCase() ?? null
  return {
    ...Object.fromEntries(RECEIPT_FIELDS.map((name) => [name, receipt[name]])),
    parties: [receipt.from, receipt.to, receipt.contractAddress].map(lower),
    logs: receipt.logs.map((log) => [lower(log.address), log.topics, log.data, log.logIndex]),
  }
}

async function replayBlock(anvil, block, accounts) {
  const number = Number(block.number)
  await rpc(anvil.url, 'anvil_setNextBlockBaseFeePerGas', [block.baseFeePerGas])
  for (const tx of block.transactions) {
    const raw = rawOf(tx)
    judge.equal(`block ${number}: hash of the bytes put together`, keccak256(raw), tx.hash)
    judge.equal(`block ${number}: Anvil takes them under that hash`, await rpc(anvil.url, 'eth_sendRawTransaction', [raw]), tx.hash)
    accounts.add(tx.from.toLowerCase())
    if (tx.to) accounts.add(tx.to.toLowerCase())
    else accounts.add(getContractAddress({ from: tx.from, nonce: BigInt(tx.nonce) }).toLowerCase())
  }
  await rpc(anvil.url, 'evm_mine')
  const twinBlock = await rpc(anvil.url, 'eth_getBlockByNumber', [block.number, false])
  const own = { ...block, transactions: block.transactions.map((tx) => tx.hash) }
  for (const name of BLOCK_FIELDS) {
    judge.equal(`block ${number}: ${name}`, own[name], twinBlock[name])
  }
  for (const { hash } of block.transactions) {
    const [ours, theirs] = await Promise.all([url, anvil.url].map((node) => rpc(node, 'eth_getTransactionReceipt', [hash])))
    judge.equal(`block ${number}: receipt of ${hash.slice(0, 10)}`, essence(ours), essence(theirs))
  }
}

await act()
const head = Number(await rpc(url, 'eth_blockNumber'))
const blocks = []
for (let number = 1; number <= head; number += 1) {
  blocks.push(await rpc(url, 'eth_getBlockByNumber', [`0x${number.toString(16)}`, true]))
}
const faucet = blocks[0].transactions[0].from
const anvil = await twin(faucet)
const accounts = new Set([USDC, blocks[0].miner.toLowerCase()])
for (const block of blocks) await replayBlock(anvil, block, accounts)

for (const account of accounts) {
  for (const method of ['eth_getBalance', 'eth_getTransactionCount', 'eth_getCode']) {
    const [ours, theirs] = await Promise.all([url, anvil.url].map((node) => rpc(node, method, [account, 'latest'])))
    judge.equal(`${method} of ${account.slice(0, 10)}`, ours, theirs)
  }
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [account] })
  const [ours, theirs] = await Promise.all([url, anvil.url].map((node) => rpc(node, 'eth_call', [{ to: USDC, data }, 'latest'])))
  judge.equal(`tokens of ${account.slice(0, 10)}`, ours, theirs)
}
const supply = { to: USDC, data: encodeFunctionData({ abi: erc20Abi, functionName: 'totalSupply' }) }
judge.equal('supply of the token', await rpc(url, 'eth_call', [supply, 'latest']), await rpc(anvil.url, 'eth_call', [supply, 'latest']))
const transactions = blocks.reduce((sum, block) => sum + block.transactions.length, 0)
judge.check(`${transactions} transactions in ${blocks.length} blocks were replayed`, transactions >= 20, transactions)
anvil.stop()
judge.close()
process.exit(0)
