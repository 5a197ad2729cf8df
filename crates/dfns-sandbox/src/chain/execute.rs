//! The EVM: calls, gas estimates and executions on the chain's state.

use alloy_consensus::{Header, Transaction as _};
use alloy_primitives::{Address, Bytes, Log, TxKind, U256};
use revm::{
    Context, ExecuteCommitEvm as _, ExecuteEvm as _, MainBuilder as _, MainContext as _,
    context::{
        TxEnv,
        result::{EVMError, ExecutionResult, InvalidTransaction},
    },
    handler::MainnetContext,
    primitives::hardfork::SpecId,
};

use super::{
    BLOCK_GAS_LIMIT, Chain,
    block::Draft,
    pool::{PooledTx, SubmitError},
};

/// A call that changes nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Call {
    pub(crate) from: Address,
    pub(crate) to: TxKind,
    pub(crate) value: U256,
    pub(crate) data: Bytes,
    /// Absent: the block's limit.
    pub(crate) gas: Option<u64>,
}

/// What a call answered.
#[derive(Clone, Debug)]
pub(crate) enum CallOutcome {
    /// Output and gas spent before refunds.
    Success { output: Bytes, gas: u64 },
    /// It failed.
    Failure(CallFailure),
}

/// Why a call failed.
#[derive(Clone, Debug)]
pub(crate) enum CallFailure {
    /// The contract said so; `output` is its revert data.
    Reverted { reason: String, output: Bytes },
    /// It could not be run to its end, or not at all.
    Refused { reason: String },
}

impl CallFailure {
    /// The reason in words.
    pub(crate) fn reason(self) -> String {
        match self {
            Self::Reverted { reason, .. } | Self::Refused { reason } => reason,
        }
    }
}

/// The effect of one executed transaction.
#[derive(Clone, Debug)]
pub(crate) struct Execution {
    pub(crate) success: bool,
    pub(crate) gas_used: u64,
    pub(crate) logs: Vec<Log>,
    pub(crate) created: Option<Address>,
}

impl Chain {
    /// Runs a call on the newest state. Gas costs nothing, value must be there.
    pub(crate) fn call(&self, call: &Call) -> CallOutcome {
        let header = Header {
            base_fee_per_gas: Some(0),
            ..self.next_header()
        };
        let context = context(self.row.chain_id, &header).with_ref_db(&self.state);
        let tx = TxEnv {
            caller: call.from,
            gas_limit: call.gas.unwrap_or(BLOCK_GAS_LIMIT).min(BLOCK_GAS_LIMIT),
            kind: call.to,
            value: call.value,
            data: call.data.clone(),
            nonce: self.nonce(call.from),
            chain_id: Some(self.row.chain_id),
            ..TxEnv::default()
        };
        match context.build_mainnet().transact(tx) {
            Ok(outcome) => call_outcome(outcome.result),
            Err(EVMError::Transaction(InvalidTransaction::LackOfFundForMaxFee { .. })) => {
                let reason = SubmitError::InsufficientFunds.to_string();
                CallOutcome::Failure(CallFailure::Refused { reason })
            }
            Err(error) => CallOutcome::Failure(CallFailure::Refused {
                reason: error.to_string(),
            }),
        }
    }

    /// Gas limit for a call: exact for a plain payment, else a fifth above what it took now.
    ///
    /// # Errors
    ///
    /// Why the call fails.
    pub(crate) fn estimate_gas(&self, call: &Call) -> Result<u64, CallFailure> {
        match self.call(call) {
            CallOutcome::Success { gas, .. } if gas == 21_000 => Ok(gas),
            CallOutcome::Success { gas, .. } => Ok(gas.saturating_add(gas / 5)),
            CallOutcome::Failure(failure) => Err(failure),
        }
    }

    /// Asks the EVM whether it would take a transaction, its nonce taken as the next one.
    pub(super) fn dry_run(&self, tx: &PooledTx) -> Result<(), SubmitError> {
        let context = context(self.row.chain_id, &self.next_header())
            .modify_cfg_chained(|cfg| cfg.disable_nonce_check = true)
            .with_ref_db(&self.state);
        match context.build_mainnet().transact(tx_env(tx)) {
            Ok(_) => Ok(()),
            Err(EVMError::Transaction(InvalidTransaction::LackOfFundForMaxFee { .. })) => {
                Err(SubmitError::InsufficientFunds)
            }
            Err(error) => Err(SubmitError::Refused(error.to_string())),
        }
    }

    /// Executes a transaction in the block being made and keeps its effect.
    ///
    /// # Errors
    ///
    /// The EVM's words, when it refuses the transaction; nothing changed then.
    pub(super) fn execute(&mut self, draft: &Draft, tx: &PooledTx) -> Result<Execution, String> {
        let context = context(self.row.chain_id, draft.header()).with_db(&mut self.state);
        let result = context
            .build_mainnet()
            .transact_commit(tx_env(tx))
            .map_err(|error| error.to_string())?;
        Ok(Execution {
            success: result.is_success(),
            gas_used: result.tx_gas_used(),
            // Nodes name the address in the receipt of a failed creation, too.
            created: match tx.envelope.kind() {
                TxKind::Create => Some(tx.sender.create(tx.envelope.nonce())),
                TxKind::Call(_) => None,
            },
            logs: if result.is_success() {
                result.into_logs()
            } else {
                Vec::new()
            },
        })
    }

    fn next_header(&self) -> Header {
        let draft = Draft::on(
            self.head(),
            self.head().header.timestamp,
            self.next_base_fee(),
        );
        draft.header().clone()
    }
}

/// The environment of a block on an empty database; the caller puts its own in.
fn context(chain_id: u64, header: &Header) -> MainnetContext<revm::database::EmptyDB> {
    Context::mainnet()
        .modify_cfg_chained(|cfg| {
            cfg.set_spec_and_mainnet_gas_params(SpecId::PRAGUE);
            cfg.chain_id = chain_id;
        })
        .modify_block_chained(|block| {
            block.number = U256::from(header.number);
            block.beneficiary = header.beneficiary;
            block.timestamp = U256::from(header.timestamp);
            block.gas_limit = header.gas_limit;
            block.basefee = header.base_fee_per_gas.unwrap_or_default();
        })
}

fn tx_env(tx: &PooledTx) -> TxEnv {
    let envelope = &tx.envelope;
    TxEnv {
        tx_type: envelope.tx_type().into(),
        caller: tx.sender,
        gas_limit: envelope.gas_limit(),
        gas_price: envelope.max_fee_per_gas(),
        kind: envelope.kind(),
        value: envelope.value(),
        data: envelope.input().clone(),
        nonce: envelope.nonce(),
        chain_id: envelope.chain_id(),
        access_list: envelope.access_list().cloned().unwrap_or_default(),
        gas_priority_fee: envelope.max_priority_fee_per_gas(),
        ..TxEnv::default()
    }
}

fn call_outcome(result: ExecutionResult) -> CallOutcome {
    match result {
        ExecutionResult::Success { gas, output, .. } => CallOutcome::Success {
            output: output.into_data(),
            gas: gas.total_gas_spent(),
        },
        ExecutionResult::Revert { output, .. } => {
            let reason = revert_text(&output).map_or_else(
                || "execution reverted".to_owned(),
                |text| format!("execution reverted: {text}"),
            );
            CallOutcome::Failure(CallFailure::Reverted { reason, output })
        }
        ExecutionResult::Halt { reason, .. } => CallOutcome::Failure(CallFailure::Refused {
            reason: format!("execution halted: {reason:?}"),
        }),
    }
}

/// The text of a Solidity `Error(string)`.
fn revert_text(output: &[u8]) -> Option<String> {
    let arguments = output.strip_prefix(&[0x08, 0xc3, 0x79, 0xa0])?;
    let length = usize::try_from(U256::try_from_be_slice(arguments.get(32..64)?)?).ok()?;
    let text = arguments.get(64..64_usize.checked_add(length)?)?;
    String::from_utf8(text.to_vec()).ok()
}
