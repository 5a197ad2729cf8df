//! Errors as one line for operators.

/// An error with its causes, each once.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    // What rustls calls an answer that is no TLS.
    if text.contains("InvalidContentType") {
        text.push_str(" (does it speak http instead of https?)");
    }
    text
}
