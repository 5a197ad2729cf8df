//! Input as it came: every field is looked at before the first fault is answered.

use domain::name::Comment;

use crate::error::{FieldError, Refusal, Result};

/// The faults found so far.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<FieldError>);

impl Fields {
    /// Keeps a good value; notes what is wrong with a bad one.
    pub(crate) fn take<T, E: ToString>(
        &mut self,
        field: &'static str,
        parsed: core::result::Result<T, E>,
        code: impl FnOnce(&E) -> &'static str,
    ) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(error) => {
                self.0
                    .push(FieldError::new(field, code(&error), error.to_string()));
                None
            }
        }
    }

    /// Answers the faults; `None` when there are none, which a caller has no value for either.
    pub(crate) fn refuse<T>(self) -> Result<T> {
        Err(Refusal::Invalid(self.0).into())
    }
}

/// A remark that need not be made; nothing and an empty text are none.
///
/// # Errors
/// [`Refusal::Invalid`] for one that cannot be shown.
pub(crate) fn optional_comment(field: &'static str, text: Option<&str>) -> Result<Option<Comment>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let mut fields = Fields::default();
    match fields.take(field, Comment::parse(text), |error| error.code()) {
        Some(comment) => Ok(Some(comment)),
        None => fields.refuse(),
    }
}
