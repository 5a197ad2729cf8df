// viem reads the sandbox's JSON-RPC as it would read any node, and compares what it reads with what
// it computes itself: hashes, senders, addresses, fees, balances, storage slots, events.

import {
  createPublicClient,
  createWalletClient,
  decodeEventLog,
  encodeAbiParameters,
  erc20Abi,
  getAbiItem,
  getContractAddress,
  http,
  isAddressEqual,
  keccak256,
  numberToHex,
  parseEther,
  parseTransaction,
  recoverPublicKey,
  recoverTransactionAddress,
  serializeTransaction,
  toRlp,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount, publicKeyToAddress } from 'viem/accounts'
import { sepolia } from 'viem/chains'

import { accountOf, fundedWallet, transferred } from './account.mjs'
import { Judge, Sandbox, rpc } from './judge.mjs'

const NETWORK = 'EthereumSepolia'
const USDC = '0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238'
const STRANGER = '0xb282dc7cde21717f18337a596e91ded00b79b25f'
const ANSWER_42 = '0x600a600c600039600a6000f3602a60005260206000f3'

const sandbox = new Sandbox()
const judge = new Judge('viem')
const dfns = accountOf(sandbox)
const transport = http(sandbox.rpcUrl(NETWORK), { retryCount: 0 })
const node = createPublicClient({ chain: sepolia, transport, pollingInterval: 20 })
const usdc = { address: USDC, abi: erc20Abi }
const tokensOf = (owner) => node.readContract({ ...usdc, functionName: 'balanceOf', args: [owner] })

/** The hash of a block, from its own header fields. */
function headerHash(block) {
  const number = (value) => (BigInt(value) === 0n ? '0x' : numberToHex(BigInt(value)))
  const fields = [
    block.parentHash, block.sha3Uncles, block.miner, block.stateRoot, block.transactionsRoot,
    block.receiptsRoot, block.logsBloom, number(block.difficulty), number(block.number),
    number(block.gasLimit), number(block.gasUsed), number(block.timestamp), block.extraData,
    block.mixHash, block.nonce, number(block.baseFeePerGas),
  ]
  return keccak256(toRlp(fields))
}

/** A custody transfer, and everything viem can say about its transaction. */
async function judgeTransfer(wallet, body) {
  const before = { sender: await node.getBalance({ address: wallet.address }), receiver: await node.getBalance({ address: body.to }) }
  const transfer = await transferred(dfns, wallet.id, body)
  const what = body.kind
  const tx = await node.getTransaction({ hash: transfer.txHash })
  const signature = { r: tx.r, s: tx.s, yParity: tx.yParity }
  const raw = serializeTransaction({ ...tx, data: tx.input, type: 'eip1559' }, signature)
  judge.equal(`${what}: the bytes put together have the hash`, keccak256(raw), transfer.txHash)
  const parsed = parseTransaction(raw)
  judge.equal(`${what}: they are for this chain`, [parsed.type, parsed.chainId], ['eip1559', sepolia.id])
  const sender = await recoverTransactionAddress({ serializedTransaction: raw })
  judge.check(`${what}: signed by the wallet's address`, isAddressEqual(sender, wallet.address), sender)
  const unsigned = serializeTransaction({ ...parsed, r: undefined, s: undefined, v: undefined, yParity: undefined })
  const publicKey = await recoverPublicKey({ hash: keccak256(unsigned), signature: { ...signature, v: BigInt(27 + tx.yParity) } })
  const compressed = `${BigInt(publicKey) % 2n === 0n ? '02' : '03'}${publicKey.slice(4, 68)}`
  judge.equal(`${what}: with the key that custody names`, compressed, wallet.signingKey.publicKey)
  judge.check(`${what}: whose address it is`, isAddressEqual(publicKeyToAddress(publicKey), wallet.address), publicKey)

  const receipt = await node.waitForTransactionReceipt({ hash: transfer.txHash })
  const block = await node.getBlock({ blockHash: receipt.blockHash })
  judge.equal(`${what}: it succeeded`, receipt.status, 'success')
  judge.check(`${what}: its block lists it`, block.transactions.includes(transfer.txHash), block)
  const tip = tx.maxPriorityFeePerGas < tx.maxFeePerGas - block.baseFeePerGas ? tx.maxPriorityFeePerGas : tx.maxFeePerGas - block.baseFeePerGas
  judge.equal(`${what}: price per gas is base fee and tip`, receipt.effectiveGasPrice, block.baseFeePerGas + tip)
  const fee = receipt.gasUsed * receipt.effectiveGasPrice
  judge.equal(`${what}: custody reports that fee`, BigInt(transfer.fee), fee)
  const value = body.kind === 'Native' ? BigInt(body.amount) : 0n
  const after = { sender: await node.getBalance({ address: wallet.address }), receiver: await node.getBalance({ address: body.to }) }
  judge.equal(`${what}: the sender paid amount and fee`, before.sender - after.sender, value + fee)
  judge.equal(`${what}: the receiver has the amount`, after.receiver - before.receiver, value)
  return { transfer, tx, receipt }
}

async function judgeToken(wallet) {
  const read = (functionName, args) => node.readContract({ ...usdc, functionName, args })
  judge.equal('token: name, symbol, decimals', [await read('name'), await read('symbol'), await read('decimals')], ['USD Coin', 'USDC', 6])
  const [supply, held, theirs] = [await read('totalSupply'), await tokensOf(wallet.address), await tokensOf(STRANGER)]
  judge.equal('token: the faucet minted all there is', supply, held + theirs)
  const simulated = await node.simulateContract({ ...usdc, functionName: 'transfer', args: [STRANGER, held], account: wallet.address })
  judge.equal('token: a simulated transfer answers true', simulated.result, true)
  const amount = 2_000_000n
  const body = { kind: 'Erc20', contract: USDC.toLowerCase(), to: STRANGER, amount: String(amount) }
  const { transfer, tx, receipt } = await judgeTransfer(wallet, body)
  judge.equal('token: the estimate is the limit', tx.gas >= receipt.gasUsed, true)
  judge.equal('token: both balances moved', [await tokensOf(wallet.address), await tokensOf(STRANGER)], [held - amount, theirs + amount])
  const event = decodeEventLog({ abi: erc20Abi, ...receipt.logs[0] })
  judge.check('token: the event says who, to whom and how much',
    event.eventName === 'Transfer' && isAddressEqual(event.args.from, wallet.address) && isAddressEqual(event.args.to, STRANGER) && event.args.value === amount, event)
  const logs = await node.getLogs({
    address: USDC,
    event: getAbiItem({ abi: erc20Abi, name: 'Transfer' }),
    args: { from: wallet.address },
    fromBlock: 'earliest',
  })
  judge.equal('token: the same event by a filter', logs.map((log) => [log.transactionHash, log.args.value]), [[transfer.txHash, amount]])
  const byHash = await node.getContractEvents({ ...usdc, eventName: 'Transfer', blockHash: receipt.blockHash })
  judge.equal('token: the same event by its block', byHash.map((log) => log.transactionHash), [transfer.txHash])
  const none = await node.getContractEvents({ ...usdc, eventName: 'Approval', fromBlock: 'earliest' })
  judge.equal('token: no other events', none, [])
  const slot = keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [wallet.address, 0n]))
  const word = await node.getStorageAt({ address: USDC, slot })
  judge.equal('token: the balance lies where Solidity puts it', BigInt(word), held - amount)
  const history = await dfns.wallets.getWalletHistory({ walletId: wallet.id, query: { kind: 'Erc20Transfer', direction: 'Out' } })
  const row = history.items[0]
  judge.equal('token: custody tells the same story', [row.txHash, BigInt(row.value), BigInt(row.blockNumber)], [transfer.txHash, amount, receipt.blockNumber])
}

async function judgeBlocks() {
  const head = await node.getBlockNumber({ cacheTime: 0 })
  let parent
  for (let number = 0n; number <= head; number += 1n) {
    const raw = await rpc(sandbox.rpcUrl(NETWORK), 'eth_getBlockByNumber', [numberToHex(number), false])
    judge.equal(`block ${number}: its hash is that of its header`, headerHash(raw), raw.hash)
    if (parent) judge.equal(`block ${number}: it stands on the one before`, raw.parentHash, parent)
    parent = raw.hash
  }
  const block = await node.getBlock({ includeTransactions: true })
  judge.equal('latest block', [block.number, block.transactions.length], [head, 1])
  judge.equal('count of its transactions', await node.getBlock({ blockTag: 'latest' }).then((b) => b.transactions.length), 1)
  const missing = await node.getBlock({ blockNumber: head + 100n }).catch((error) => error.name)
  judge.equal('a block that does not exist', missing, 'BlockNotFoundError')
  const unknown = `0x${'11'.repeat(32)}`
  const names = [node.getTransaction({ hash: unknown }), node.getTransactionReceipt({ hash: unknown })]
  judge.equal('a transaction that does not exist', await Promise.all(names.map((it) => it.catch((error) => error.name))), ['TransactionNotFoundError', 'TransactionReceiptNotFoundError'])
}

/** An account outside custody, as an application would use it. */
async function judgeSending() {
  const account = privateKeyToAccount(generatePrivateKey())
  const client = createWalletClient({ account, chain: sepolia, transport })
  const poor = await client.sendTransaction({ to: STRANGER, value: 1n }).catch((error) => error.walk((it) => it.name === 'InsufficientFundsError')?.name)
  judge.equal('sending without funds', poor, 'InsufficientFundsError')
  await sandbox.fund(NETWORK, account.address, parseEther('2'))
  await sandbox.fund(NETWORK, account.address, 1000n, USDC)
  const receiptOf = async (hash) => node.waitForTransactionReceipt({ hash: await hash })
  const sent = await receiptOf(client.sendTransaction({ to: STRANGER, value: 5n }))
  judge.equal('a transaction that viem prepared', [sent.status, sent.gasUsed], ['success', 21_000n])
  judge.equal('counts for its sender', await node.getTransactionCount({ address: account.address }), 1)
  const low = await client.sendTransaction({ to: STRANGER, value: 5n, nonce: 0 }).catch((error) => error.walk((it) => it.name === 'NonceTooLowError')?.name)
  judge.equal('a nonce that was used', low, 'NonceTooLowError')

  const deployed = await receiptOf(client.deployContract({ abi: [], bytecode: ANSWER_42 }))
  const address = getContractAddress({ from: account.address, nonce: 1n })
  judge.check('a contract lands where its sender and nonce say', isAddressEqual(deployed.contractAddress, address), deployed)
  judge.equal('with its code', await node.getCode({ address }), `0x${ANSWER_42.slice(26)}`)
  judge.equal('and answers', BigInt((await node.call({ to: address })).data), 42n)

  const spender = privateKeyToAccount(generatePrivateKey())
  await sandbox.fund(NETWORK, spender.address, parseEther('1'))
  const approved = await receiptOf(client.writeContract({ ...usdc, functionName: 'approve', args: [spender.address, 600n] }))
  judge.equal('an allowance', [approved.status, await node.readContract({ ...usdc, functionName: 'allowance', args: [account.address, spender.address] })], ['success', 600n])
  const other = createWalletClient({ account: spender, chain: sepolia, transport })
  const take = (value) => other.writeContract({ ...usdc, functionName: 'transferFrom', args: [account.address, spender.address, value] })
  await receiptOf(take(400n))
  judge.equal('is spent', await node.readContract({ ...usdc, functionName: 'allowance', args: [account.address, spender.address] }), 200n)
  judge.equal('by whoever has it', [await tokensOf(account.address), await tokensOf(spender.address)], [600n, 400n])
  const reasonOf = (error) => error.walk((it) => it.name === 'ContractFunctionRevertedError')?.reason
  judge.equal('beyond it the contract says why not', await take(201n).catch(reasonOf), 'ERC20: insufficient allowance')
  const tooMuch = node.simulateContract({ ...usdc, functionName: 'transfer', args: [STRANGER, 601n], account })
  judge.equal('beyond the balance too', await tooMuch.catch(reasonOf), 'ERC20: transfer exceeds balance')
}

async function judgeFees() {
  const [gasPrice, fees, block] = [await node.getGasPrice(), await node.estimateFeesPerGas(), await node.getBlock()]
  judge.check('the gas price covers the base fee', gasPrice > block.baseFeePerGas, gasPrice)
  judge.check('a fee is estimated', fees.maxFeePerGas > fees.maxPriorityFeePerGas && fees.maxPriorityFeePerGas > 0n, fees)
  const history = await node.getFeeHistory({ blockCount: 4, rewardPercentiles: [10, 90] })
  judge.equal('fee history has one base fee more than blocks', [history.baseFeePerGas.length, history.gasUsedRatio.length, history.reward.length], [5, 4, 4])
  judge.equal('and ends with the next block’s', history.oldestBlock, block.number - 3n)
  const estimate = await node.estimateGas({ account: STRANGER, to: STRANGER })
  judge.equal('a plain transfer takes 21,000 gas', estimate, 21_000n)
}

judge.equal('chain id', await node.getChainId(), sepolia.id)
const funded = parseEther('1.5')
const wallet = await fundedWallet(sandbox, dfns, NETWORK, funded, { amount: 7_000_000n, contract: USDC })
judge.equal('the faucet’s ether', await node.getBalance({ address: wallet.address }), funded)
judge.equal('the faucet’s tokens', await tokensOf(wallet.address), 7_000_000n)
judge.equal('nobody’s address is empty', [await node.getBalance({ address: `0x${'0f'.repeat(20)}` }), await node.getCode({ address: wallet.address })], [0n, undefined])
for (const priority of ['Slow', 'Standard', 'Fast']) {
  await judgeTransfer(wallet, { kind: 'Native', to: STRANGER, amount: '1000000007', priority })
}
await judgeToken(wallet)
await judgeSending()
await judgeBlocks()
await judgeFees()
judge.equal('a method that no node has', await node.request({ method: 'eth_nonsense' }).catch((error) => error.code), -32601)
judge.close()
