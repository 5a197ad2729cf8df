//! The pages, one file each.

pub(crate) mod account;
pub(crate) mod accounts;
mod address_book;
pub(crate) mod bank;
pub(crate) mod family;
pub(crate) mod help;
pub(crate) mod landing;
pub(crate) mod language;
pub(crate) mod send;
pub(crate) mod sign_in;
pub(crate) mod styleguide;
pub(crate) mod transfers;
