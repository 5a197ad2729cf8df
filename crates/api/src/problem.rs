//! How a refusal or a fault looks to the one who asked: the only place that knows HTTP for them.

mod code;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use bank::error::{Error, Fault, Refusal};

pub use code::Code;

/// What is answered instead of what was asked for.
#[derive(Debug, Clone)]
pub struct Problem(Box<Facts>);

#[derive(Debug, Clone)]
struct Facts {
    code: Code,
    detail: String,
    errors: Vec<api_types::FieldError>,
}

/// What a handler answers.
pub(crate) type Result<T, E = Problem> = core::result::Result<T, E>;

impl Problem {
    /// A problem with the usual sentence of its code.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self::with_detail(code, code.detail())
    }

    /// A problem with a sentence of its own. The sentence may name neither the custodian nor
    /// anything that the caller may not know.
    #[must_use]
    pub fn with_detail(code: Code, detail: impl Into<String>) -> Self {
        Self(Box::new(Facts {
            code,
            detail: detail.into(),
            errors: Vec::new(),
        }))
    }

    /// A problem that lies in one field or parameter.
    #[must_use]
    pub fn of_field(
        code: Code,
        field: impl Into<String>,
        fault: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        let mut problem = Self::new(code);
        let (field, code, detail) = (field.into(), fault.into(), detail.into());
        problem.0.errors.push(api_types::FieldError {
            field,
            code,
            detail,
        });
        problem
    }

    /// Which problem it is.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The document that goes over the wire.
    #[must_use]
    pub fn document(&self, request_id: Option<&str>) -> api_types::Problem {
        let Facts {
            code,
            detail,
            errors,
        } = &*self.0;
        api_types::Problem {
            kind: "about:blank".to_owned(),
            title: code.title().to_owned(),
            status: code.status().as_u16(),
            detail: detail.clone(),
            code: code.as_str().to_owned(),
            errors: errors.clone(),
            request_id: request_id.map(str::to_owned),
        }
    }

    /// The body that goes over the wire.
    pub fn body(&self, request_id: Option<&str>) -> Body {
        // Strings and numbers alone: rendering them cannot fail.
        serde_json::to_vec(&self.document(request_id)).map_or_else(|_| Body::empty(), Body::from)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let mut problem = Self::with_detail(Code::of(&refusal), refusal.detail());
        if let Refusal::Invalid(fields) = refusal {
            problem.0.errors = fields
                .into_iter()
                .map(
                    |bank::error::FieldError {
                         field,
                         code,
                         detail,
                     }| api_types::FieldError {
                        field: field.to_owned(),
                        code: code.to_owned(),
                        detail,
                    },
                )
                .collect();
        }
        problem
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Fault(fault) => fault.into(),
        }
    }
}

impl From<Fault> for Problem {
    /// The facts go to the log, under the request id of the current span; the caller reads a
    /// neutral sentence.
    fn from(fault: Fault) -> Self {
        let mut facts = fault.to_string();
        let mut source = std::error::Error::source(&fault);
        while let Some(cause) = source {
            facts = format!("{facts}: {cause}");
            source = cause.source();
        }
        match &fault {
            // The transaction was taken back as a whole and may be asked for again.
            Fault::Store(error) if error.is_busy() => {
                tracing::warn!(error = facts, "request gave way to others");
                Self::new(Code::Overloaded)
            }
            Fault::Store(error) if error.left_nothing() || error.is_commit_unknown() => {
                tracing::error!(error = facts, "the database is out of reach");
                Self::new(Code::Unavailable)
            }
            Fault::Store(_) | Fault::Render(_) | Fault::Corrupt(_) => {
                tracing::error!(error = facts, "request failed");
                Self::new(Code::Internal)
            }
        }
    }
}

impl IntoResponse for Problem {
    /// The problem also travels beside the answer, so that the outermost layer can put the
    /// request id into the body.
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(self.body(None));
        *response.status_mut() = self.code().status();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(challenge) = self.code().challenge() {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static(challenge),
            );
        }
        if self.code().status() == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::BaseUnits;

    /// One refusal of each kind.
    fn refusals() -> Vec<Refusal> {
        vec![
            Refusal::NotFound,
            Refusal::Forbidden,
            Refusal::field("amount", "empty", "An amount is needed."),
            Refusal::IdentityIncomplete,
            Refusal::UserRetired,
            Refusal::IdempotencyKeyReused,
            Refusal::AlreadyDecided,
            Refusal::AlreadyAcknowledged,
            Refusal::TooLate,
            Refusal::ConflictOfInterest,
            Refusal::BodyHashMismatch,
            Refusal::WalletNotReady,
            Refusal::Paused,
            Refusal::HeldAfterRestore,
            Refusal::NotHeld,
            Refusal::RecoveryUnfinished,
            Refusal::NotRecovering,
            Refusal::WalletFrozen,
            Refusal::AssetBlocked,
            Refusal::InsufficientFunds {
                available: BaseUnits::ZERO,
                available_text: "0".to_owned(),
                symbol: "ETH".to_owned(),
            },
            Refusal::ShareWithSelf,
            Refusal::GranteeUnknown,
            Refusal::GranteeAmbiguous,
            Refusal::LimitAboveThreshold {
                threshold: Some("1000".to_owned()),
            },
            Refusal::LimitAboveThreshold { threshold: None },
            Refusal::RetireSelf,
            Refusal::LastEmployee,
            Refusal::UserOwnsWallets,
            Refusal::TooManyWallets { max: 50 },
            Refusal::WalletServiceUnavailable,
        ]
    }

    /// The word that no customer may ever read, split so that this file does not hold it.
    fn vendor() -> String {
        ["df", "ns"].concat()
    }

    #[test]
    fn a_refusal_keeps_its_code_on_the_wire() {
        for refusal in refusals() {
            assert_eq!(
                Problem::from(refusal.clone()).document(None).code,
                refusal.code()
            );
        }
    }

    #[test]
    fn no_problem_names_the_custodian_and_every_one_says_something() {
        let own = Code::ALL.iter().map(|code| Problem::new(*code));
        let problems: Vec<Problem> = own
            .chain(refusals().into_iter().map(Problem::from))
            .collect();
        for problem in problems {
            let document = problem.document(Some("req_1"));
            assert!(
                !document.title.is_empty() && document.detail.len() > 10,
                "{document:?}"
            );
            let text = serde_json::to_string(&document).unwrap().to_lowercase();
            assert!(!text.contains(&vendor()), "{text}");
        }
    }

    #[test]
    fn codes_are_listed_once_and_have_names_of_their_own() {
        let mut names: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
        for refusal in refusals() {
            assert!(Code::ALL.contains(&Code::of(&refusal)), "{refusal:?}");
        }
    }

    #[test]
    fn a_fault_says_nothing_but_that() {
        let fault = Error::corrupt("wallet 7 has a secret");
        let document = Problem::from(fault).document(None);
        assert_eq!((document.status, document.code.as_str()), (500, "internal"));
        assert!(!document.detail.contains("secret"));
    }

    #[test]
    fn a_bad_token_is_answered_with_a_challenge() {
        let response = Problem::new(Code::TokenExpired).into_response();
        assert_eq!(response.status(), 401);
        let challenge = response
            .headers()
            .get("www-authenticate")
            .unwrap()
            .to_str()
            .unwrap();
        assert!(
            challenge.starts_with("Bearer error=\"invalid_token\""),
            "{challenge}"
        );
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
    }
}
