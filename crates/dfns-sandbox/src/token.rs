//! The test token: an ERC-20 contract as EVM code, written with the assembler beside it.
//!
//! Storage is laid out as Solidity would: slot 0 `mapping(address => uint256) balances`, slot 1
//! `mapping(address => mapping(address => uint256)) allowances`, slot 2 `totalSupply`, slot 3 the
//! only account that may mint. Memory: `0x00..0x40` scratch for hashing, `0x80` sender, `0xa0`
//! recipient, `0xc0` value.

mod assembler;

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use assembler::Assembler;
use revm::bytecode::opcode as op;

const SLOT_BALANCES: u8 = 0;
const SLOT_ALLOWANCES: u8 = 1;
const SLOT_SUPPLY: u8 = 2;
const SLOT_MINTER: u8 = 3;

const FROM: u8 = 0x80;
const TO: u8 = 0xa0;
const VALUE: u8 = 0xc0;

/// Storage slot of the account that may mint.
pub(crate) const MINTER_SLOT: U256 = U256::from_limbs([SLOT_MINTER as u64, 0, 0, 0]);

/// `keccak256("Transfer(address,address,uint256)")`.
pub(crate) fn transfer_topic() -> B256 {
    keccak256("Transfer(address,address,uint256)")
}

/// Call data of `transfer(to, value)`.
pub(crate) fn transfer_call(to: Address, value: U256) -> Bytes {
    call(
        "transfer(address,uint256)",
        &[to.into_word(), B256::from(value)],
    )
}

/// Call data of `mint(to, value)`.
pub(crate) fn mint_call(to: Address, value: U256) -> Bytes {
    call(
        "mint(address,uint256)",
        &[to.into_word(), B256::from(value)],
    )
}

/// Call data of `balanceOf(owner)`.
pub(crate) fn balance_call(owner: Address) -> Bytes {
    call("balanceOf(address)", &[owner.into_word()])
}

fn call(signature: &str, words: &[B256]) -> Bytes {
    let mut data = selector(signature).to_vec();
    for word in words {
        data.extend_from_slice(word.as_slice());
    }
    data.into()
}

fn selector(signature: &str) -> [u8; 4] {
    let [a, b, c, d, ..] = keccak256(signature).0;
    [a, b, c, d]
}

/// Runtime code of the token.
pub(crate) fn runtime_code(name: &str, symbol: &str, decimals: u8) -> Bytes {
    let mut asm = Assembler::default();
    dispatch(&mut asm);
    constants(&mut asm, name, symbol, decimals);
    views(&mut asm);
    approve(&mut asm);
    transfer(&mut asm);
    mint(&mut asm);
    endings(&mut asm);
    asm.finish().into()
}

/// Refuses ether and short calls, then jumps by the four-byte selector.
fn dispatch(asm: &mut Assembler) {
    asm.ops(&[op::CALLVALUE]).jump_if("refuse");
    asm.num(4)
        .ops(&[op::CALLDATASIZE, op::LT])
        .jump_if("refuse");
    asm.num(0).ops(&[op::CALLDATALOAD]).num(224).ops(&[op::SHR]);
    for (signature, label) in [
        ("name()", "name"),
        ("symbol()", "symbol"),
        ("decimals()", "decimals"),
        ("totalSupply()", "totalSupply"),
        ("balanceOf(address)", "balanceOf"),
        ("allowance(address,address)", "allowance"),
        ("transfer(address,uint256)", "transfer"),
        ("approve(address,uint256)", "approve"),
        ("transferFrom(address,address,uint256)", "transferFrom"),
        ("mint(address,uint256)", "mint"),
    ] {
        asm.ops(&[op::DUP1])
            .push(&selector(signature))
            .ops(&[op::EQ])
            .jump_if(label);
    }
    asm.jump("refuse");
}

fn constants(asm: &mut Assembler, name: &str, symbol: &str, decimals: u8) {
    asm.label("name");
    return_text(asm, name);
    asm.label("symbol");
    return_text(asm, symbol);
    asm.label("decimals").num(decimals).jump("return_word");
}

fn views(asm: &mut Assembler) {
    asm.label("totalSupply")
        .num(SLOT_SUPPLY)
        .ops(&[op::SLOAD])
        .jump("return_word");
    asm.label("balanceOf");
    address_argument(asm, 0);
    asm.store(FROM);
    balance_slot(asm, FROM);
    asm.ops(&[op::SLOAD]).jump("return_word");
    asm.label("allowance");
    address_argument(asm, 0);
    asm.store(FROM);
    address_argument(asm, 1);
    asm.store(TO);
    allowance_slot(asm, FROM, TO);
    asm.ops(&[op::SLOAD]).jump("return_word");
}

/// `approve(spender, value)`: replaces the allowance and logs it.
fn approve(asm: &mut Assembler) {
    asm.label("approve");
    address_argument(asm, 0);
    asm.store(TO);
    word_argument(asm, 1);
    asm.store(VALUE);
    asm.ops(&[op::CALLER]).store(FROM);
    asm.load(VALUE);
    allowance_slot(asm, FROM, TO);
    asm.ops(&[op::SSTORE]);
    log(asm, keccak256("Approval(address,address,uint256)"));
    asm.num(1).jump("return_word");
}

/// `transfer` and `transferFrom` fill sender, recipient and value; `move` does the rest.
fn transfer(asm: &mut Assembler) {
    asm.label("transfer");
    asm.ops(&[op::CALLER]).store(FROM);
    address_argument(asm, 0);
    asm.store(TO);
    word_argument(asm, 1);
    asm.store(VALUE).jump("move");

    asm.label("transferFrom");
    address_argument(asm, 0);
    asm.store(FROM);
    address_argument(asm, 1);
    asm.store(TO);
    word_argument(asm, 2);
    asm.store(VALUE);
    spend_allowance(asm);

    asm.label("move");
    asm.load(TO).ops(&[op::ISZERO]).jump_if("no_recipient");
    balance_slot(asm, FROM);
    asm.ops(&[op::DUP1, op::SLOAD]).load(VALUE);
    // Stack: slot, balance, value. `GT` compares the top with the next one.
    asm.ops(&[op::DUP2, op::DUP2, op::GT]).jump_if("no_balance");
    asm.ops(&[op::SWAP1, op::SUB, op::SWAP1, op::SSTORE]);
    credit(asm);
    log(asm, transfer_topic());
    asm.num(1).jump("return_word");
}

/// Subtracts the value from the caller's allowance, unless that is the largest number.
fn spend_allowance(asm: &mut Assembler) {
    asm.ops(&[op::CALLER]).store(0x60);
    allowance_slot(asm, FROM, 0x60);
    asm.ops(&[op::DUP1, op::SLOAD]);
    // Stack: slot, allowance.
    asm.ops(&[op::DUP1, op::NOT, op::ISZERO])
        .jump_if("move_drop");
    asm.load(VALUE)
        .ops(&[op::DUP2, op::DUP2, op::GT])
        .jump_if("no_allowance");
    asm.ops(&[op::SWAP1, op::SUB, op::SWAP1, op::SSTORE])
        .jump("move");
    asm.label("move_drop").ops(&[op::POP, op::POP]).jump("move");
}

/// `mint(to, value)`: for the minter only; the supply may not overflow.
fn mint(asm: &mut Assembler) {
    asm.label("mint");
    asm.num(SLOT_MINTER)
        .ops(&[op::SLOAD, op::CALLER, op::EQ, op::ISZERO])
        .jump_if("not_minter");
    asm.num(0).store(FROM);
    address_argument(asm, 0);
    asm.store(TO);
    word_argument(asm, 1);
    asm.store(VALUE);
    asm.load(TO).ops(&[op::ISZERO]).jump_if("no_recipient");
    asm.load(VALUE).num(SLOT_SUPPLY).ops(&[op::SLOAD, op::ADD]);
    // Stack: new supply. It is smaller than the value exactly if the sum wrapped.
    asm.load(VALUE).ops(&[op::DUP2, op::LT]).jump_if("refuse");
    asm.num(SLOT_SUPPLY).ops(&[op::SSTORE]);
    credit(asm);
    log(asm, transfer_topic());
    asm.num(1).jump("return_word");
}

/// Adds the value to the recipient. It cannot overflow: no balance exceeds the supply.
fn credit(asm: &mut Assembler) {
    balance_slot(asm, TO);
    asm.ops(&[op::DUP1, op::SLOAD])
        .load(VALUE)
        .ops(&[op::ADD, op::SWAP1, op::SSTORE]);
}

fn endings(asm: &mut Assembler) {
    asm.label("return_word")
        .store(0)
        .num(32)
        .num(0)
        .ops(&[op::RETURN]);
    asm.label("refuse").num(0).num(0).ops(&[op::REVERT]);
    for (label, text) in [
        ("no_recipient", "ERC20: transfer to the zero address"),
        ("no_balance", "ERC20: transfer exceeds balance"),
        ("no_allowance", "ERC20: insufficient allowance"),
        ("not_minter", "caller is not the minter"),
    ] {
        asm.label(label);
        revert_text(asm, text);
    }
}

/// Pushes argument `index` as an address; anything in its upper 96 bits is refused.
fn address_argument(asm: &mut Assembler, index: u8) {
    word_argument(asm, index);
    asm.ops(&[op::DUP1])
        .num(160)
        .ops(&[op::SHR])
        .jump_if("refuse");
}

/// Pushes argument `index`; a call too short to hold it is refused.
fn word_argument(asm: &mut Assembler, index: u8) {
    let offset = 4_u8.saturating_add(index.saturating_mul(32));
    asm.num(offset.saturating_add(32))
        .ops(&[op::CALLDATASIZE, op::LT])
        .jump_if("refuse");
    asm.num(offset).ops(&[op::CALLDATALOAD]);
}

/// Pushes `keccak256(owner . 0)`, the owner read from memory.
fn balance_slot(asm: &mut Assembler, owner: u8) {
    asm.load(owner).store(0).num(SLOT_BALANCES).store(32);
    asm.num(64).num(0).ops(&[op::KECCAK256]);
}

/// Pushes `keccak256(spender . keccak256(owner . 1))`, both read from memory.
fn allowance_slot(asm: &mut Assembler, owner: u8, spender: u8) {
    asm.load(owner).store(0).num(SLOT_ALLOWANCES).store(32);
    asm.num(64).num(0).ops(&[op::KECCAK256]).store(32);
    asm.load(spender)
        .store(0)
        .num(64)
        .num(0)
        .ops(&[op::KECCAK256]);
}

/// Logs the value with the event's topic, sender (or owner) and recipient (or spender).
fn log(asm: &mut Assembler, topic: B256) {
    asm.load(VALUE).store(0);
    asm.load(TO)
        .load(FROM)
        .push(topic.as_slice())
        .num(32)
        .num(0)
        .ops(&[op::LOG3]);
}

fn return_text(asm: &mut Assembler, text: &str) {
    asm.num(32).store(0);
    asm.num(u8::try_from(text.len()).unwrap_or(0)).store(32);
    asm.push(&word_of(text))
        .store(64)
        .num(96)
        .num(0)
        .ops(&[op::RETURN]);
}

/// Reverts with `Error(string)`, as Solidity does. The text may take two words.
fn revert_text(asm: &mut Assembler, text: &str) {
    let (first, second) = text.split_at(text.len().min(32));
    asm.push(&selector("Error(string)"))
        .num(224)
        .ops(&[op::SHL])
        .store(0);
    asm.num(32).store(4);
    asm.num(u8::try_from(text.len()).unwrap_or(0)).store(36);
    asm.push(&word_of(first))
        .store(68)
        .push(&word_of(second))
        .store(100);
    asm.num(132).num(0).ops(&[op::REVERT]);
}

/// A text of at most 32 bytes, left-aligned in a word.
fn word_of(text: &str) -> [u8; 32] {
    let mut word = [0; 32];
    for (slot, byte) in word.iter_mut().zip(text.bytes()) {
        *slot = byte;
    }
    word
}
