//! A two-pass assembler for EVM bytecode: instructions, constants, and labels for jumps.

use std::collections::HashMap;

use revm::bytecode::opcode as op;

/// Code under construction. Jump targets are two bytes wide and filled in by [`Assembler::finish`].
#[derive(Debug, Default)]
pub(crate) struct Assembler {
    code: Vec<u8>,
    labels: HashMap<&'static str, usize>,
    fixups: Vec<(usize, &'static str)>,
}

impl Assembler {
    /// Appends instructions without operands.
    pub(crate) fn ops(&mut self, ops: &[u8]) -> &mut Self {
        self.code.extend_from_slice(ops);
        self
    }

    /// Pushes a constant of at most 32 bytes, by the shortest instruction for its length.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> &mut Self {
        debug_assert!(bytes.len() <= 32, "a word has 32 bytes");
        let length = u8::try_from(bytes.len()).unwrap_or(32);
        self.code.push(op::PUSH0.saturating_add(length));
        self.code.extend_from_slice(bytes);
        self
    }

    /// Pushes a number below 256.
    pub(crate) fn num(&mut self, value: u8) -> &mut Self {
        if value == 0 {
            self.push(&[])
        } else {
            self.push(&[value])
        }
    }

    /// Marks this place as a jump target.
    pub(crate) fn label(&mut self, name: &'static str) -> &mut Self {
        self.labels.insert(name, self.code.len());
        self.ops(&[op::JUMPDEST])
    }

    /// Jumps to a label.
    pub(crate) fn jump(&mut self, name: &'static str) -> &mut Self {
        self.target(name).ops(&[op::JUMP])
    }

    /// Takes a word from the stack and jumps to a label if it is not zero.
    pub(crate) fn jump_if(&mut self, name: &'static str) -> &mut Self {
        self.target(name).ops(&[op::JUMPI])
    }

    /// Stores the top of the stack at a memory offset below 256.
    pub(crate) fn store(&mut self, offset: u8) -> &mut Self {
        self.num(offset).ops(&[op::MSTORE])
    }

    /// Loads the word at a memory offset below 256.
    pub(crate) fn load(&mut self, offset: u8) -> &mut Self {
        self.num(offset).ops(&[op::MLOAD])
    }

    /// The code with all labels resolved.
    ///
    /// # Panics
    ///
    /// If a label is used and not defined, or the code is longer than 64 KiB.
    #[expect(
        clippy::expect_used,
        clippy::indexing_slicing,
        reason = "the program is a constant of this crate, assembled by its tests"
    )]
    pub(crate) fn finish(mut self) -> Vec<u8> {
        for (at, name) in self.fixups {
            let target = self
                .labels
                .get(name)
                .copied()
                .expect("every label is defined");
            let target = u16::try_from(target).expect("the code is shorter than 64 KiB");
            self.code[at..at + 2].copy_from_slice(&target.to_be_bytes());
        }
        self.code
    }

    fn target(&mut self, name: &'static str) -> &mut Self {
        self.fixups.push((self.code.len() + 1, name));
        self.push(&[0, 0])
    }
}
