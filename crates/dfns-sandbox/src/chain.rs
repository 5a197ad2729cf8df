//! An embedded chain: genesis, state, blocks, mempool, and the movements of value it saw.
//!
//! Everything here is a function of the calls made to it (timestamps are arguments), so that the
//! journal's records rebuild the same blocks with the same hashes.

mod block;
mod execute;
mod pool;
mod price;

use std::collections::HashMap;

use alloy_consensus::{Transaction as _, TxEip1559, TxEnvelope};
use alloy_eips::eip1559::{BaseFeeParams, calc_next_block_base_fee};
use alloy_eips::eip2718::{Decodable2718 as _, Encodable2718 as _};
use alloy_primitives::{Address, B256, Bytes, TxKind, U256};
use revm::{
    bytecode::Bytecode,
    database::{CacheDB, EmptyDB},
    state::AccountInfo,
};

pub(crate) use block::{Block, MinedTx, Movement, token_transfer};
pub(crate) use execute::{Call, CallFailure, CallOutcome};
pub(crate) use pool::SubmitError;
pub(crate) use price::{GasPrice, Priority};

use crate::{chains::NetworkRow, keys::AccountKey, token};

/// Gas limit of a block.
pub(crate) const BLOCK_GAS_LIMIT: u64 = 30_000_000;
/// Base fee of the first block and lower bound of all others: 1 gwei. Without a bound, nearly
/// empty blocks would drive it to nothing and fees would vanish from every test.
const BASE_FEE_MIN_WEI: u64 = 1_000_000_000;
/// Timestamp of block 0: 1 January 2026, so that hashes do not depend on the day.
const GENESIS_TIMESTAMP: u64 = 1_767_225_600;
/// Balance of the faucet at genesis.
const FAUCET_BALANCE: U256 = U256::from_limbs([0, 0, 0, 1 << 62]);

/// One chain with its state.
pub(crate) struct Chain {
    row: &'static NetworkRow,
    state: CacheDB<EmptyDB>,
    blocks: Vec<Block>,
    mined: HashMap<B256, MinedTx>,
    movements: Vec<Movement>,
    pool: pool::Pool,
    faucet: AccountKey,
}

/// What became of the transactions of a new block.
#[derive(Debug, Default)]
pub(crate) struct BlockOutcome {
    /// Executed, successful or reverted.
    pub(crate) included: Vec<B256>,
    /// Refused by the EVM and thrown away, with its reason.
    pub(crate) dropped: Vec<(B256, String)>,
}

impl Chain {
    /// The chain of a network at block 0: faucet funded, test token deployed.
    pub(crate) fn genesis(row: &'static NetworkRow) -> Self {
        let faucet = AccountKey::faucet(row.chain_id);
        let mut state = CacheDB::new(EmptyDB::new());
        state.insert_account_info(faucet.address(), AccountInfo::from_balance(FAUCET_BALANCE));
        if let Some(test_token) = row.token {
            let code = token::runtime_code("USD Coin", test_token.symbol, test_token.decimals);
            let account = AccountInfo::from_bytecode(Bytecode::new_legacy(code));
            state.insert_account_info(test_token.contract, account);
            let minter = U256::from_be_bytes(faucet.address().into_word().0);
            let Ok(()) =
                state.insert_account_storage(test_token.contract, token::MINTER_SLOT, minter);
        }
        let blocks = vec![Block::genesis(GENESIS_TIMESTAMP, BASE_FEE_MIN_WEI)];
        Self {
            row,
            state,
            blocks,
            mined: HashMap::new(),
            movements: Vec::new(),
            pool: pool::Pool::default(),
            faucet,
        }
    }

    /// The network's row.
    pub(crate) fn row(&self) -> &'static NetworkRow {
        self.row
    }

    /// The newest block.
    #[expect(
        clippy::expect_used,
        reason = "block 0 is made with the chain and never removed"
    )]
    pub(crate) fn head(&self) -> &Block {
        self.blocks.last().expect("block 0 exists")
    }

    /// A block by number.
    pub(crate) fn block(&self, number: u64) -> Option<&Block> {
        self.blocks.get(usize::try_from(number).ok()?)
    }

    /// A block by hash.
    pub(crate) fn block_by_hash(&self, hash: B256) -> Option<&Block> {
        self.blocks.iter().rev().find(|block| block.hash == hash)
    }

    /// A mined transaction.
    pub(crate) fn mined(&self, hash: B256) -> Option<&MinedTx> {
        self.mined.get(&hash)
    }

    /// A transaction that waits in the mempool.
    pub(crate) fn pooled(&self, hash: B256) -> Option<&pool::PooledTx> {
        self.pool.get(hash)
    }

    /// Movements of value, oldest first.
    pub(crate) fn movements(&self) -> &[Movement] {
        &self.movements
    }

    /// The account that hands out test funds.
    pub(crate) fn faucet(&self) -> &AccountKey {
        &self.faucet
    }

    /// Balance in wei.
    pub(crate) fn balance(&self, address: Address) -> U256 {
        self.account(address)
            .map_or(U256::ZERO, |info| info.balance)
    }

    /// Nonce after the newest block.
    pub(crate) fn nonce(&self, address: Address) -> u64 {
        self.account(address).map_or(0, |info| info.nonce)
    }

    /// Nonce after the newest block and the waiting transactions.
    pub(crate) fn pending_nonce(&self, address: Address) -> u64 {
        self.pool.next_nonce(address, self.nonce(address))
    }

    /// Code of an account.
    pub(crate) fn code(&self, address: Address) -> Bytes {
        self.account(address)
            .and_then(|info| info.code.as_ref().map(Bytecode::original_bytes))
            .unwrap_or_default()
    }

    /// A word of an account's storage.
    pub(crate) fn storage(&self, address: Address, slot: U256) -> U256 {
        self.state
            .cache
            .accounts
            .get(&address)
            .and_then(|account| account.storage.get(&slot).copied())
            .unwrap_or_default()
    }

    /// Balance of a token in its base units; zero where there is no such contract.
    pub(crate) fn token_balance(&self, contract: Address, owner: Address) -> U256 {
        let call = Call {
            to: TxKind::Call(contract),
            data: token::balance_call(owner),
            ..Call::default()
        };
        match self.call(&call) {
            CallOutcome::Success { output, .. } if output.len() == 32 => {
                U256::from_be_slice(&output)
            }
            CallOutcome::Success { .. } | CallOutcome::Failure(_) => U256::ZERO,
        }
    }

    /// What a sender can still spend in wei: its balance less what its waiting transactions may
    /// cost at most.
    pub(crate) fn spendable(&self, address: Address) -> U256 {
        self.balance(address)
            .saturating_sub(self.pool.committed(address))
    }

    /// Base fee of the next block in wei per gas.
    pub(crate) fn next_base_fee(&self) -> u64 {
        let head = &self.head().header;
        calc_next_block_base_fee(
            head.gas_used,
            head.gas_limit,
            head.base_fee_per_gas.unwrap_or(BASE_FEE_MIN_WEI),
            BaseFeeParams::ethereum(),
        )
        .max(BASE_FEE_MIN_WEI)
    }

    /// A transaction of the faucet: native asset, or an amount minted of a token.
    pub(crate) fn faucet_tx(&self, to: Address, amount: U256, contract: Option<Address>) -> Bytes {
        let price = Priority::Standard.price(self.next_base_fee());
        let (kind, value, input, gas_limit) = match contract {
            None => (TxKind::Call(to), amount, Bytes::new(), 100_000),
            Some(contract) => (
                TxKind::Call(contract),
                U256::ZERO,
                token::mint_call(to, amount),
                200_000,
            ),
        };
        let tx = TxEip1559 {
            chain_id: self.row.chain_id,
            nonce: self.nonce(self.faucet.address()),
            gas_limit,
            max_fee_per_gas: price.max_fee,
            max_priority_fee_per_gas: price.priority_fee,
            to: kind,
            value,
            input,
            ..TxEip1559::default()
        };
        TxEnvelope::Eip1559(self.faucet.sign(tx))
            .encoded_2718()
            .into()
    }

    /// Checks a signed transaction as a node would and decodes it; changes nothing.
    ///
    /// # Errors
    ///
    /// [`SubmitError`] in a node's words: undecodable, wrong chain, nonce, funds, fees, gas.
    pub(crate) fn check(&self, raw: &[u8]) -> Result<pool::PooledTx, SubmitError> {
        let envelope = TxEnvelope::decode_2718_exact(raw).map_err(|_| SubmitError::Undecodable)?;
        let tx = pool::PooledTx::recover(envelope)?;
        if self.mined.contains_key(&tx.hash) || self.pool.get(tx.hash).is_some() {
            return Err(SubmitError::AlreadyKnown);
        }
        if tx.envelope.chain_id() != Some(self.row.chain_id) {
            return Err(SubmitError::WrongChain);
        }
        self.pool.admit(&tx, self.nonce(tx.sender))?;
        let replaced = self.pool.cost_at(tx.sender, tx.envelope.nonce());
        if self.spendable(tx.sender).saturating_add(replaced) < tx.cost_max() {
            return Err(SubmitError::InsufficientFunds);
        }
        self.dry_run(&tx)?;
        Ok(tx)
    }

    /// Puts a checked transaction into the mempool.
    pub(crate) fn enqueue(&mut self, tx: pool::PooledTx) {
        self.pool.insert(tx);
    }

    /// The waiting transactions that fit into the next block, in order of nonce and arrival.
    pub(crate) fn ready(&self) -> Vec<B256> {
        self.pool
            .ready(|sender| self.nonce(sender), BLOCK_GAS_LIMIT)
    }

    /// Makes a block of the named waiting transactions. `timestamp` is raised to the parent's.
    pub(crate) fn make_block(&mut self, timestamp: u64, hashes: &[B256]) -> BlockOutcome {
        let mut draft = block::Draft::on(self.head(), timestamp, self.next_base_fee());
        let mut outcome = BlockOutcome::default();
        for hash in hashes {
            let Some(tx) = self.pool.remove(*hash) else {
                continue;
            };
            match self.execute(&draft, &tx) {
                Ok(execution) => {
                    draft.push(tx, execution);
                    outcome.included.push(*hash);
                }
                Err(reason) => outcome.dropped.push((*hash, reason)),
            }
        }
        let (block, mined) = draft.seal();
        for tx in mined {
            self.movements
                .extend(Movement::of(&tx, block.header.timestamp));
            self.mined.insert(tx.hash, tx);
        }
        self.state
            .cache
            .block_hashes
            .insert(U256::from(block.header.number), block.hash);
        self.blocks.push(block);
        outcome
    }

    fn account(&self, address: Address) -> Option<&AccountInfo> {
        self.state
            .cache
            .accounts
            .get(&address)
            .map(|account| &account.info)
    }
}

impl std::fmt::Debug for Chain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Chain")
            .field("network", &self.row.name)
            .field("head", &self.head().header.number)
            .finish_non_exhaustive()
    }
}
