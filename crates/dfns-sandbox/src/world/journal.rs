//! The journal: a file of JSON lines, one line a batch, each line on disk before it counts.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use super::record::Record;
use crate::{error::SandboxError, files};

/// An append-only file, or nothing for a sandbox in memory.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    file: Option<(PathBuf, File)>,
    batch: Vec<Record>,
    closed: bool,
    /// Bytes of whole lines; what a failed write left behind them is cut off before the next one.
    length: u64,
}

impl Journal {
    /// Opens or creates `journal.jsonl` and reads its batches. A last line without its line feed
    /// was torn by a crash before anybody had an answer: it is cut off.
    pub(crate) fn open(dir: Option<&Path>) -> Result<(Self, Vec<Vec<Record>>), SandboxError> {
        let Some(dir) = dir else {
            return Ok((Self::default(), Vec::new()));
        };
        let path = dir.join("journal.jsonl");
        let failed = |action, source| SandboxError::File {
            action,
            path: path.clone(),
            source,
        };
        let mut file = files::owner_only(OpenOptions::new().read(true).write(true).create(true))
            .truncate(false)
            .open(&path)
            .map_err(|source| failed("opening", source))?;
        // Two writers would overwrite each other's lines.
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(SandboxError::InUse(path)),
            Err(TryLockError::Error(source)) => return Err(failed("locking", source)),
        }
        let mut text = Vec::new();
        file.read_to_end(&mut text)
            .map_err(|source| failed("reading", source))?;
        let whole = text
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        let lines = text.get(..whole).unwrap_or_default();
        let mut batches = Vec::new();
        for (index, line) in lines.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let batch = serde_json::from_slice(line).map_err(|source| SandboxError::Journal {
                path: path.clone(),
                line: index + 1,
                source,
            })?;
            batches.push(batch);
        }
        let length = u64::try_from(whole).unwrap_or(u64::MAX);
        let journal = Self {
            file: Some((path, file)),
            length,
            ..Self::default()
        };
        Ok((journal, batches))
    }

    /// Lets go of the file for good; what is written from now on fails.
    pub(crate) fn close(&mut self) {
        self.closed = self.file.take().is_some();
    }

    /// Adds a record to the batch.
    pub(crate) fn append(&mut self, record: Record) {
        if self.file.is_some() || self.closed {
            self.batch.push(record);
        }
    }

    /// Writes the batch as one line and waits until it is on disk.
    pub(crate) fn flush(&mut self) -> Result<(), SandboxError> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let Some((path, file)) = &mut self.file else {
            return Err(SandboxError::Stopped);
        };
        let path: &Path = path;
        let error = |source| SandboxError::File {
            action: "writing",
            path: path.to_owned(),
            source,
        };
        let mut line = serde_json::to_vec(&self.batch).map_err(|e| error(e.into()))?;
        line.push(b'\n');
        file.set_len(self.length).map_err(error)?;
        file.seek(SeekFrom::Start(self.length)).map_err(error)?;
        file.write_all(&line).map_err(error)?;
        file.sync_data().map_err(error)?;
        self.length = self
            .length
            .saturating_add(u64::try_from(line.len()).unwrap_or(u64::MAX));
        self.batch.clear();
        Ok(())
    }

    /// Empties the file.
    pub(crate) fn clear(&mut self) -> Result<(), SandboxError> {
        self.batch.clear();
        self.length = 0;
        let Some((path, file)) = &mut self.file else {
            return Ok(());
        };
        file.set_len(0)
            .and_then(|()| file.sync_data())
            .map_err(|source| SandboxError::File {
                action: "emptying",
                path: path.clone(),
                source,
            })
    }
}
