//! People: how a verified token becomes a caller, and what the bank does with people.

mod customers;
mod ensure_known;
mod retire;
mod sign_in;
mod view;

pub use ensure_known::KnownPerson;
pub use sign_in::VerifiedToken;
pub use view::CustomerView;
