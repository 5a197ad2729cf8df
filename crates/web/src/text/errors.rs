//! Pages for what went otherwise.

use super::texts;

texts! {
    /// What is said when a page cannot be shown.
    Errors {
        not_found_title: "We cannot find that page" | "Diese Seite gibt es nicht";
        not_found: "It may have moved, or it belongs to someone else. Your money is where it was."
            | "Vielleicht ist sie umgezogen, oder sie gehört jemand anderem. Ihr Geld ist, wo es war.";
        forbidden_title: "You may look, but not do that" | "Ansehen ja, das aber nicht";
        forbidden: "Ask the person who shares the wallet with you if you should be able to."
            | "Fragen Sie die Person, die das Wallet mit Ihnen teilt, wenn Sie es können sollen.";
        retired_title: "Your access has ended" | "Ihr Zugang ist beendet";
        retired: "The bank has closed this access. Call us if that is a mistake."
            | "Die Bank hat diesen Zugang geschlossen. Rufen Sie an, wenn das ein Irrtum ist.";
        refused_title: "That does not work right now" | "Das geht gerade nicht";
        refused: "Nothing has changed. Open the page again to see how things are, and repeat it if you still want to."
            | "Es hat sich nichts geändert. Öffnen Sie die Seite neu, um den Stand zu sehen, und wiederholen Sie es, wenn Sie noch wollen.";
        fault_title: "This did not work" | "Das hat nicht geklappt";
        fault: "The fault is ours. If you were sending, look at your transfers first: nothing is sent twice."
            | "Der Fehler liegt bei uns. Wenn Sie gerade gesendet haben, sehen Sie zuerst in Ihren Überweisungen nach: Nichts wird doppelt gesendet.";
        reference(id): "Tell us reference {id}." | "Nennen Sie uns die Nummer {id}.";
        down_title: "The bank cannot be reached" | "Die Bank ist nicht erreichbar";
        down: "We are on it. Your money is where it was. Load the page again in a moment."
            | "Wir sind dran. Ihr Geld ist, wo es war. Laden Sie die Seite gleich noch einmal.";
        busy_title: "Very busy right now" | "Gerade sehr viel los";
        busy: "Load the page again in a moment." | "Laden Sie die Seite gleich noch einmal.";
        try_again: "Try again" | "Noch einmal versuchen";
        to_accounts: "Go to your accounts" | "Zu Ihren Konten";
        to_overview: "Go to the overview" | "Zur Übersicht";
        to_start: "Start page" | "Startseite";
        away_title: "You were away for a while" | "Sie waren eine Weile weg";
        away: "To keep your money safe we signed you out. Sign in and go on where you were."
            | "Zum Schutz Ihres Geldes haben wir Sie abgemeldet. Melden Sie sich an und machen Sie weiter, wo Sie waren.";
        away_here: "To keep your money safe we signed you out. A form that you have filled in can still be sent: you sign in and go on with it."
            | "Zum Schutz Ihres Geldes haben wir Sie abgemeldet. Ein ausgefülltes Formular können Sie noch absenden: Sie melden sich an und machen damit weiter.";
        away_go_on: "Sign in and go on" | "Anmelden und weitermachen";
        away_copy: "What you wrote is too long to be kept while you sign in. Copy it first."
            | "Ihr Text ist zu lang, um ihn während der Anmeldung zu behalten. Kopieren Sie ihn vorher.";
        away_written: "What you wrote" | "Ihr Text";
        away_nothing: "Nothing was sent while you were away." | "Während Sie weg waren, wurde nichts gesendet.";
        onward_title: "One moment" | "Einen Moment";
        onward_go: "Go on" | "Weiter";
        resume_title: "You are back" | "Da sind Sie wieder";
        resume: "What you entered is still here. Nothing was done with it yet."
            | "Ihre Eingaben sind noch da. Es ist noch nichts damit geschehen.";
        resume_doing(deed): "You were about to do this: {deed}." | "Das hatten Sie vor: {deed}.";
        resume_send(amount, to): "send {amount} to {to}" | "{amount} an {to} senden";
        resume_draft: "go on with a transfer that you were filling in"
            | "mit einer Überweisung weitermachen, die Sie ausfüllten";
        resume_open(name): "open the account “{name}”" | "das Konto „{name}“ eröffnen";
        resume_rename: "rename an account" | "ein Konto umbenennen";
        resume_freeze: "freeze a wallet" | "ein Wallet einfrieren";
        resume_unfreeze: "lift the freeze of a wallet" | "das Einfrieren eines Wallets aufheben";
        resume_funds: "get test money" | "Testgeld holen";
        resume_withdraw: "withdraw a transfer" | "eine Überweisung zurückziehen";
        resume_share: "share a wallet" | "ein Wallet teilen";
        resume_unshare: "end the sharing of a wallet" | "das Teilen eines Wallets beenden";
        resume_decide: "decide on a transfer" | "über eine Überweisung entscheiden";
        resume_bank: "a step in the rooms of the bank" | "ein Schritt in den Räumen der Bank";
        resume_other: "send the form that you had filled in" | "das ausgefüllte Formular absenden";
        resume_other_person: "A form of somebody else was waiting here. Nothing was done with it, and it is gone now."
            | "Hier wartete ein Formular einer anderen Person. Es ist nichts damit geschehen, und es ist jetzt verworfen.";
        resume_go_on: "Go on where I was" | "Weitermachen";
        resume_drop: "Leave it" | "Verwerfen";
        form_title: "This form is too old" | "Dieses Formular ist zu alt";
        form: "It came from another sign-in or another site, so nothing was done. Open the page again and repeat it."
            | "Es gehört zu einer anderen Anmeldung oder kam von einer anderen Seite. Es ist nichts geschehen. Öffnen Sie die Seite neu und wiederholen Sie es.";
        address_title: "This address cannot be read" | "Diese Adresse ist nicht lesbar";
        address: "Part of it is missing or stands there twice. Nothing has changed. Start from the page below."
            | "Ein Teil fehlt oder steht doppelt da. Es hat sich nichts geändert. Gehen Sie von der Seite unten aus.";
        too_large_title: "That is too much" | "Das ist zu viel";
        too_large: "A form holds at most 64 KiB." | "Ein Formular fasst höchstens 64 KiB.";
        login_title: "Signing in did not work" | "Die Anmeldung hat nicht geklappt";
        login_old: "The sign-in took too long or was started in another window. Please sign in again."
            | "Die Anmeldung hat zu lange gedauert oder begann in einem anderen Fenster. Bitte melden Sie sich noch einmal an.";
        login_refused: "The sign-in service did not let you in. Please sign in again."
            | "Der Anmeldedienst hat Sie nicht hereingelassen. Bitte melden Sie sich noch einmal an.";
        login_down: "The sign-in service cannot be reached. Please try again in a moment."
            | "Der Anmeldedienst ist nicht erreichbar. Bitte versuchen Sie es gleich noch einmal.";
        login_again: "Sign in again" | "Noch einmal anmelden";
        claim_title: "Sign-in works, but it does not say who you are"
            | "Die Anmeldung klappt, sagt aber nicht, wer Sie sind";
        claim: "For the operator: the access token has no email. In the sign-in service, add the claim below to the access token, then sign in again. The command “check” tests it."
            | "Für den Betrieb: Im Zugriffstoken fehlt die E-Mail. Fügen Sie im Anmeldedienst den Eintrag unten zum Zugriffstoken hinzu und melden Sie sich neu an. Der Befehl „check“ prüft es.";
        claim_missing: "Missing" | "Es fehlt";
        claim_token_title: "Sign-in works, but the bank does not accept its tokens"
            | "Die Anmeldung klappt, aber die Bank nimmt ihre Token nicht an";
        claim_token: "For the operator: the access token is not for this bank. Compare issuer and audience of the sign-in service with AUTH0_DOMAIN or OIDC_ISSUER and AUTH0_AUDIENCE. The command “check” tests it."
            | "Für den Betrieb: Das Zugriffstoken ist nicht für diese Bank. Vergleichen Sie Aussteller und Audience des Anmeldedienstes mit AUTH0_DOMAIN oder OIDC_ISSUER und AUTH0_AUDIENCE. Der Befehl „check“ prüft es.";
    }
}
