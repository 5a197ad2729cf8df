use domain::name::{Comment, TextError, WalletName};

#[test]
fn names_of_any_script_are_kept_as_they_are() {
    for name in [
        "Alice’s Wallet",
        "a",
        "Кошелёк",
        "財布",
        "محفظة",
        "🏦",
        "My Wallet",
        &"ä".repeat(100),
    ] {
        assert_eq!(WalletName::parse(name).unwrap().as_str(), name);
    }
    assert_eq!(WalletName::default_name().as_str(), "My Wallet");
    assert!(WalletName::parse(WalletName::default_name().as_str()).is_ok());
}

#[test]
fn deceptive_names_are_refused() {
    for (name, expected) in [
        ("", TextError::Empty),
        ("   ", TextError::Empty),
        ("\u{3000}", TextError::Empty),
        (" a", TextError::OuterSpace),
        ("a ", TextError::OuterSpace),
        ("a\u{A0}", TextError::OuterSpace),
        ("a\nb", TextError::Invisible),
        ("a\tb", TextError::Invisible),
        ("a\u{0}b", TextError::Invisible),
        ("a\u{7F}b", TextError::Invisible),
        ("a\u{85}b", TextError::Invisible),
        ("a\u{2028}b", TextError::Invisible),
        ("a\u{2029}b", TextError::Invisible),
        ("a\u{202E}b", TextError::Invisible),
        ("a\u{2066}b", TextError::Invisible),
        ("a\u{200F}b", TextError::Invisible),
        ("\u{FEFF}a", TextError::Invisible),
        ("\u{200B}", TextError::Invisible),
        ("Ali\u{AD}ce", TextError::Invisible),
        (&"ä".repeat(101), TextError::TooLong { max: 100 }),
    ] {
        assert_eq!(WalletName::parse(name), Err(expected), "{name:?}");
    }
}

#[test]
fn comments_may_have_lines() {
    assert_eq!(
        Comment::parse("looks fine\n\tto me").unwrap().as_str(),
        "looks fine\n\tto me"
    );
    assert!(Comment::parse(&"é".repeat(1000)).is_ok());
    for (text, expected) in [
        ("", TextError::Empty),
        (" \n", TextError::Empty),
        ("a\rb", TextError::Invisible),
        ("a\u{1B}[31m", TextError::Invisible),
        ("a\u{202E}b", TextError::Invisible),
        (&"é".repeat(1001), TextError::TooLong { max: 1000 }),
    ] {
        assert_eq!(Comment::parse(text), Err(expected), "{text:?}");
    }
}
