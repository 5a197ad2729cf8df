//! `openapi`: prints the document of the REST API.

use anyhow::Context as _;

use super::print;

pub(super) fn run() -> anyhow::Result<()> {
    let document = api::openapi().to_pretty_json().context("the document")?;
    print(format_args!("{document}\n"))
}
