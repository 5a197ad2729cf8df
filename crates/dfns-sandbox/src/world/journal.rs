//! The journal: a file of JSON lines, one line a batch, each line on disk before it counts.

use std::{
    fs::{File, OpenOptions},
    io::{Seek as _, SeekFrom, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use super::record::Record;
use crate::error::SandboxError;

/// An append-only file, or nothing for a sandbox in memory.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    file: Option<(PathBuf, File)>,
    batch: Vec<Record>,
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
        let file_error = |action| {
            let path = path.clone();
            move |source| SandboxError::File {
                action,
                path,
                source,
            }
        };
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(file_error("reading")(error)),
        };
        let whole = text
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        let mut batches = Vec::new();
        for (index, line) in text
            .get(..whole)
            .unwrap_or_default()
            .split_inclusive(|byte| *byte == b'\n')
            .enumerate()
        {
            let batch = serde_json::from_slice(line).map_err(|source| SandboxError::Journal {
                path: path.clone(),
                line: index + 1,
                source,
            })?;
            batches.push(batch);
        }
        // The journal holds private keys.
        let file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(file_error("opening"))?;
        let length = u64::try_from(whole).unwrap_or(u64::MAX);
        Ok((
            Self {
                file: Some((path, file)),
                batch: Vec::new(),
                length,
            },
            batches,
        ))
    }

    /// Adds a record to the batch.
    pub(crate) fn append(&mut self, record: Record) {
        if self.file.is_some() {
            self.batch.push(record);
        }
    }

    /// Writes the batch as one line and waits until it is on disk.
    pub(crate) fn flush(&mut self) -> Result<(), SandboxError> {
        let Some((path, file)) = &mut self.file else {
            return Ok(());
        };
        if self.batch.is_empty() {
            return Ok(());
        }
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
