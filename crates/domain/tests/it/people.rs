use std::hash::{BuildHasher, RandomState};

use domain::person::{Email, is_customer, is_employee};

#[test]
fn emails_compare_without_letter_case() {
    let email = Email::parse("Alice@Example.COM").unwrap();
    assert_eq!(email.as_str(), "Alice@Example.COM");
    assert_eq!(email.key(), "alice@example.com");
    assert_eq!(email, Email::parse("ALICE@example.com").unwrap());
    assert_ne!(email, Email::parse("alice@example.org").unwrap());
}

#[test]
fn emails_hash_as_they_compare() {
    let state = RandomState::new();
    let hash = |text| state.hash_one(Email::parse(text).unwrap());
    assert_eq!(hash("Alice@Example.COM"), hash("alice@example.com"));
    assert_ne!(hash("alice@example.com"), hash("bob@example.com"));
}

#[test]
fn what_is_no_email_is_refused() {
    let long = format!("{}@example.com", "a".repeat(243));
    for text in [
        "", "@", "a@", "@b", "a", "a@b@c", "a b@c", "a@b\n", "\ta@b", "a@\u{0}b", &long,
    ] {
        assert!(Email::parse(text).is_err(), "{text:?}");
    }
    assert!(Email::parse(&long[1..]).is_ok());
}

#[test]
fn the_employee_role_in_any_letter_case() {
    assert!(is_employee(["customer", "Employee"]));
    assert!(is_employee(["EMPLOYEE"]));
    assert!(!is_employee(["employees", "employee ", "customer", ""]));
    assert!(!is_employee([]));
}

#[test]
fn an_employee_with_a_wallet_is_a_customer_too() {
    assert!(is_customer(false, false));
    assert!(is_customer(true, true));
    assert!(!is_customer(true, false));
}
