//! The pages, one file each.

pub(crate) mod accounts;
pub(crate) mod help;
pub(crate) mod landing;
pub(crate) mod language;
pub(crate) mod sign_in;
