//! The bank's customers.

use super::texts;

texts! {
    /// The list of customers, and one of them.
    Customers {
        title: "Customers" | "Kunden";
        find: "Find" | "Suchen";
        find_customer: "Find a customer" | "Kunden suchen";
        name_or_email: "Name or email" | "Name oder E-Mail";
        customers_list: "Customers, newest first" | "Kunden, neueste zuerst";
        customer: "Customer" | "Kunde";
        wallets: "Wallets" | "Wallets";
        last_here_head: "Last here" | "Zuletzt hier";
        never: "never" | "nie";
        customer_since: "Customer since" | "Kunde seit";
        since_when(when): "customer since {when}" | "Kunde seit {when}";
        last_here(when): "last here {when}" | "zuletzt hier {when}";
        never_here: "never signed in" | "nie angemeldet";
        clash: "Same email twice" | "E-Mail doppelt";
        clash_text: "Somebody else has the same email. Nobody can share a wallet with either until one of them is retired."
            | "Jemand anders hat dieselbe E-Mail. Niemand kann ein Wallet mit ihnen teilen, bis ein Zugang beendet ist.";
        retired: "Retired" | "Beendet";
        no_customers_title: "Nobody like this" | "Niemand dabei";
        no_customers: "Try another part of the name or email." | "Versuchen Sie einen anderen Teil von Name oder E-Mail.";
        all_customers: "All customers" | "Alle Kunden";
        accounts: "Accounts" | "Konten";
        no_accounts: "No accounts yet." | "Noch keine Konten.";
        no_transfers: "No transfers yet." | "Noch keine Überweisungen.";
        checking: "Checking account" | "Girokonto";
        savings: "Savings account" | "Sparkonto";
        gives: "Access given" | "Erteilter Zugriff";
        has: "Access held" | "Erhaltener Zugriff";
        nothing_given: "Nobody else has access." | "Niemand sonst hat Zugriff.";
        nothing_held: "No access to wallets of others." | "Kein Zugriff auf andere Wallets.";
        may_view: "may view" | "darf ansehen";
        may_send: "may view and send" | "darf ansehen und senden";
        looks_from(limit): "the bank looks from {limit}" | "die Bank sieht ab {limit} darauf";
        above(limit): "Above the bank’s {limit}" | "Über den {limit} der Bank";
        above_the_banks: "Above the bank’s limit" | "Über dem Limit der Bank";
        freeze: "Freeze" | "Einfrieren";
        freeze_title(wallet): "Freeze {wallet}?" | "{wallet} einfrieren?";
        freeze_text: "Nobody can send from it until somebody at the bank lifts the freeze. Money can still arrive. What waits keeps waiting."
            | "Niemand kann davon senden, bis die Bank es aufhebt. Geld kann noch ankommen. Was wartet, wartet weiter.";
        freeze_go: "Freeze wallet" | "Wallet einfrieren";
        frozen: "Frozen" | "Eingefroren";
        frozen_by(name, when): "Frozen by {name}, {when}" | "Eingefroren von {name}, {when}";
        frozen_since(when): "Frozen since {when}" | "Eingefroren seit {when}";
        opening: "Being opened" | "Wird eröffnet";
        lift: "Lift the freeze" | "Wieder öffnen";
        lift_title(wallet): "Lift the freeze of {wallet}?" | "{wallet} wieder öffnen?";
        lift_text: "What is approved is checked again and then sent at once." | "Freigegebenes wird noch einmal geprüft und dann sofort gesendet.";
        lift_keep: "Keep it frozen" | "Eingefroren lassen";
        has_frozen(wallet): "{wallet} is frozen." | "{wallet} ist eingefroren.";
        has_lifted(wallet): "{wallet} is open again." | "{wallet} ist wieder offen.";
        has_lifted_ours(wallet): "The bank’s freeze of {wallet} is lifted. Its owner’s own is still there."
            | "Die Bank hat {wallet} wieder geöffnet. Eingefroren bleibt es, solange es die Person selbst so will.";
        lift_conflict: "You may not lift this freeze: you have a share in the wallet or in what it keeps back. A colleague can."
            | "Sie dürfen das nicht aufheben: Sie sind am Wallet oder an Wartendem beteiligt. Jemand aus dem Team kann es.";
        lift_owner: "Its owner froze it. Only the owner can lift that." | "Eingefroren hat es, wem es gehört. Nur diese Person kann das aufheben.";
        wallet_not_ready: "That does not work while the wallet is being opened." | "Das geht nicht, solange das Wallet eröffnet wird.";
        retire: "Retire" | "Zugang beenden";
        retire_title(name): "End the access of {name}?" | "Zugang von {name} beenden?";
        retire_text: "Nobody can sign in with it or share with it again. Access given and held ends, and what waits is withdrawn."
            | "Niemand kann sich damit mehr anmelden oder damit teilen. Erteilter und erhaltener Zugriff endet, Wartendes wird zurückgezogen.";
        retire_final: "This cannot be undone." | "Das lässt sich nicht rückgängig machen.";
        retire_go: "End the access" | "Zugang beenden";
        retire_no_title(name): "{name} cannot be retired" | "Zugang von {name} kann nicht enden";
        retire_no: "There are wallets that are open. This is for sign-ins that nobody uses any more."
            | "Es gibt offene Wallets. Dies ist für Zugänge, die niemand mehr benutzt.";
        close: "Close" | "Schließen";
        has_retired(name): "The access of {name} has ended." | "Der Zugang von {name} ist beendet.";
        retired_since(when): "Since {when}." | "Seit {when}.";
        retire_self: "You cannot end your own access. A colleague can." | "Den eigenen Zugang können Sie nicht beenden. Jemand aus dem Team kann es.";
        retire_last: "One employee always remains." | "Eine Person der Bank muss immer bleiben.";
    }
}
