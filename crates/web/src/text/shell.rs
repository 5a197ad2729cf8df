//! What surrounds every page.

use super::texts;

texts! {
    /// Navigation, menu, words that every page may need.
    Shell {
        skip: "Skip to content" | "Zum Inhalt";
        main_nav: "Main" | "Hauptmenü";
        accounts: "Accounts" | "Konten";
        send: "Send" | "Senden";
        transfers: "Transfers" | "Über\u{ad}wei\u{ad}sungen";
        family: "Family" | "Familie";
        overview: "Overview" | "Übersicht";
        approvals: "Approvals" | "Freigaben";
        attention: "Attention" | "Zu klären";
        customers: "Customers" | "Kunden";
        audit: "Audit" | "Protokoll";
        waiting: "waiting" | "warten";
        menu: "Your menu" | "Ihr Menü";
        signed_in_as(email): "Signed in as {email}" | "Angemeldet als {email}";
        staff: "Bank staff" | "Mitarbeit der Bank";
        help: "Help" | "Hilfe";
        sign_in: "Sign in" | "Anmelden";
        sign_out: "Sign out" | "Abmelden";
        own_accounts: "Own accounts" | "Eigene Konten";
        bank_rooms: "The bank’s pages" | "Seiten der Bank";
        today: "Today" | "Heute";
        yesterday: "Yesterday" | "Gestern";
        as_of(time): "as of\u{a0}{time}" | "Stand\u{a0}{time}";
        as_of_yesterday(hour): "as of yesterday, {hour}" | "Stand gestern, {hour}";
        about(amount): "About {amount}" | "Etwa {amount}";
        about_demo(amount): "About {amount} at a made-up price" | "Etwa {amount} zu einem erfundenen Kurs";
        today_at(clock): "today at {clock}" | "heute um {clock} Uhr";
        yesterday_at(clock): "yesterday at {clock}" | "gestern um {clock} Uhr";
        on_day_at(day, clock): "on {day} at {clock}" | "am {day} um {clock} Uhr";
        test_network: "Ethereum Sepolia is a test network: its ETH has no market value."
            | "Ethereum Sepolia ist ein Testnetz: Seine ETH haben keinen Marktwert.";
    }
}
