//! The switch of the language.

use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::{
    extract::{Path, Query},
    failure::{Failure, Result},
    request::ChooseLanguage,
    text::Lang,
    view::{own_path, see},
};

/// Where to go back to.
#[derive(Debug, Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    to: String,
}

/// `GET /language/{lang}?to=…`
pub(crate) async fn choose(Path(tag): Path<String>, Query(back): Query<Back>) -> Result<Response> {
    let lang = Lang::parse(&tag).ok_or(Failure::NotFound)?;
    let mut response = see(own_path(&back.to).unwrap_or("/")).into_response();
    response.extensions_mut().insert(ChooseLanguage(lang));
    Ok(response)
}
