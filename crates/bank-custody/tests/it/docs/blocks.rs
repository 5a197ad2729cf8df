//! What a page is made of: fenced blocks, and code within its sentences.

/// One fenced block.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) language: String,
    /// What stands after the language.
    pub(super) mark: String,
    pub(super) text: String,
}

/// What a block of shell commands needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing but this program and the tools of any machine.
    Here,
    /// The packages of the judges in Python.
    Python,
    /// Those in JavaScript.
    Node,
    /// Both, and the judges themselves.
    Judges,
    /// A registry of packages.
    Install,
    /// cargo, in the repository itself.
    Cargo,
    /// The real service, which a test does not have.
    Real,
}

impl Block {
    pub(super) fn is_shell(&self) -> bool {
        ["sh", "bash", "shell", "console"].contains(&self.language.as_str())
    }

    /// The mark of a shell block.
    pub(super) fn shell_mark(&self) -> Mark {
        assert_eq!(self.language, "sh", "{self:?}");
        match self.mark.as_str() {
            "" => Mark::Here,
            "python" => Mark::Python,
            "node" => Mark::Node,
            "judges" => Mark::Judges,
            "install" => Mark::Install,
            "cargo" => Mark::Cargo,
            "real" => Mark::Real,
            other => panic!("no such mark: {other}"),
        }
    }

    /// The commands, one a line, without comments.
    pub(super) fn commands(&self) -> impl Iterator<Item = String> {
        let joined = self.text.replace("\\\n", " ");
        let lines: Vec<_> = joined.lines().map(str::to_owned).collect();
        lines
            .into_iter()
            .map(|line| match line.split_once(" #") {
                Some((command, _)) => command.trim().to_owned(),
                None => line.trim().to_owned(),
            })
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
    }
}

/// The fenced blocks of a page in their order.
pub(super) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in page.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(info), None) => {
                let (language, mark) = info.split_once(' ').unwrap_or((info, ""));
                open = Some(Block {
                    language: language.to_owned(),
                    mark: mark.to_owned(),
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => block.text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block does not end");
    blocks
}

/// The code within the sentences of a page.
pub(super) fn spans(page: &str) -> Vec<&str> {
    let mut is_fenced = false;
    let mut spans = Vec::new();
    for line in page.lines() {
        if line.starts_with("```") {
            is_fenced = !is_fenced;
        } else if !is_fenced {
            spans.extend(line.split('`').skip(1).step_by(2));
        }
    }
    spans
}
