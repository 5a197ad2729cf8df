//! The bank's own rooms: words that several of them need, and the overview.

use super::texts;

texts! {
    /// Overview, pause, health, alerts.
    Bank {
        overview: "Overview" | "Übersicht";
        the_bank: "The bank" | "Die Bank";
        operator: "The operator" | "Der Betrieb";
        back: "Back" | "Zurück";
        older: "Older" | "Ältere";
        show: "Show" | "Zeigen";
        to_start: "The newest" | "Die neuesten";
        amount: "Amount" | "Betrag";
        asked_by: "Asked by" | "Beauftragt von";
        from: "From" | "Von";
        to: "To" | "An";
        when: "When" | "Wann";
        now: "Now" | "Stand";
        state: "State" | "Stand";
        since: "Since" | "Seit";
        by(name): "by {name}" | "von {name}";
        quoted(text): "“{text}”" | "„{text}“";
        about(eur): "about {eur}" | "etwa {eur}";
        about_made_up(eur): "about {eur}, made-up price" | "etwa {eur}, erfundener Kurs";
        made_up_prices: "Values in euro are at made-up prices." | "Werte in Euro zu erfundenen Kursen.";
        after(time): "after {time}" | "nach {time}";
        minutes(count): "{count} min" | "{count} Min.";
        hours(count): "{count} h" | "{count} Std.";
        days(count): "{count} days" | "{count} Tagen";

        pause: "Pause all sending" | "Alles Senden anhalten";
        pause_title: "Pause all sending?" | "Alles Senden anhalten?";
        pause_text: "For every customer: nothing new can be sent or approved. What is approved stays and is checked again after the pause. Rejecting and withdrawing still work."
            | "Für alle Kunden: Nichts Neues kann gesendet oder freigegeben werden. Freigegebenes bleibt und wird danach noch einmal geprüft. Ablehnen und Zurückziehen geht weiter.";
        pause_too_late: "What is being sent already cannot be stopped." | "Was schon gesendet wird, lässt sich nicht mehr aufhalten.";
        pause_reason: "Why" | "Warum";
        pause_reason_note: "(everyone at the bank reads it)" | "(das liest jeder in der Bank)";
        pause_reason_bad: "At most 200 characters, on one line." | "Höchstens 200 Zeichen, in einer Zeile.";
        paused_since(when, who): "All sending is paused since {when}, by {who}." | "Alles Senden ist angehalten seit {when}, von {who}.";
        by_the_bank: "the bank itself" | "der Bank selbst";
        by_the_operator: "the operator" | "dem Betrieb";
        paused_rest: "What is approved waits and goes on by itself after it. Rejecting and withdrawing still work."
            | "Freigegebenes wartet und geht danach von selbst weiter. Ablehnen und Zurückziehen geht weiter.";
        resume: "Go on sending" | "Weiter senden";
        resume_title: "Let sending go on?" | "Senden weitergehen lassen?";
        resume_text: "What is approved is checked again and then sent at once. Wallets that are frozen stay frozen."
            | "Freigegebenes wird noch einmal geprüft und dann sofort gesendet. Eingefrorene Wallets bleiben eingefroren.";
        resume_keep: "Keep the pause" | "Weiter anhalten";
        has_paused: "All sending is paused." | "Alles Senden ist angehalten.";
        was_paused: "All sending was paused already. The first reason stands." | "Alles Senden war schon angehalten. Es bleibt beim ersten Grund.";
        has_resumed: "Sending goes on." | "Es wird wieder gesendet.";

        stat_waiting: "Waiting for a decision" | "Warten auf Entscheidung";
        stat_attention: "Need attention" | "Zu klären";
        stat_customers: "Customers" | "Kunden";
        stat_confirmed: "Confirmed in 30 days" | "Bestätigt in 30 Tagen";
        none_waits: "nothing waits" | "nichts wartet";
        none_attention: "nothing to look at" | "nichts zu klären";
        never_sent_twice: "nothing is sent twice" | "nichts wird doppelt gesendet";
        without_value(count): "{count} without a known value" | "{count} ohne bekannten Wert";
        known_people: "may sign in" | "können sich anmelden";
        none_confirmed: "no transfers" | "keine Überweisungen";
        per_day(symbol): "Confirmed per day, in {symbol}" | "Bestätigt je Tag, in {symbol}";
        chart_says(symbol, total, most): "Bar chart: {symbol} confirmed per day over the last 30 days. {total} transfers in all, most on one day {most}."
            | "Balkendiagramm: {symbol}, bestätigt je Tag in den letzten 30 Tagen. Zusammen {total} Überweisungen, höchstens {most} an einem Tag.";
        chart_days: "last 30 days" | "letzte 30 Tage";
        chart_table: "Show as a table" | "Als Tabelle zeigen";
        chart_none: "Nothing was confirmed in the last 30 days." | "In den letzten 30 Tagen wurde nichts bestätigt.";
        volume: "Confirmed per day" | "Bestätigt je Tag";
        day: "Day" | "Tag";
        sent: "Sent" | "Gesendet";
        transfers: "Transfers" | "Überweisungen";

        health: "Health" | "Betrieb";
        sending: "Sending" | "Senden";
        sending_none: "nothing on its way" | "nichts unterwegs";
        sending_one: "1 transfer on its way" | "1 Überweisung unterwegs";
        sending_on(count): "{count} transfers on their way" | "{count} Überweisungen unterwegs";
        sending_paused: "paused" | "angehalten";
        sending_held(count): "paused, {count} approved or being sent" | "angehalten, {count} freigegeben oder in Sendung";
        wallet_service: "Wallet service" | "Wallet-Dienst";
        answered(when): "answered {when}" | "hat {when} geantwortet";
        never_answered: "has not answered yet" | "hat noch nicht geantwortet";
        silent_since(when): "does not answer, since {when}; transfers wait until it does" | "antwortet nicht, seit {when}; Überweisungen warten so lange";
        refuses_since(when): "refuses the bank’s own access, since {when}" | "lehnt den Zugang der Bank ab, seit {when}";
        worker: "Background work" | "Hintergrundarbeit";
        seen(when): "seen {when}" | "{when} gesehen";
        late_since(when): "not seen since {when}" | "zuletzt {when} gesehen";
        never_seen: "not seen yet" | "noch nicht gesehen";
        books: "Books" | "Bücher";
        compared(when): "compared {when}" | "{when} verglichen";
        never_compared: "not compared yet" | "noch nicht verglichen";
        last_decisions: "Last decisions" | "Letzte Entscheidungen";
        all_decided: "All decided" | "Alle entschiedenen";

        alerts: "Alerts" | "Alarme";
        alerts_span: "nobody has looked yet" | "noch nicht angesehen";
        alerts_stay: "An alert stays here until somebody has looked at it." | "Ein Alarm bleibt hier, bis jemand ihn angesehen hat.";
        alerts_filter: "Filter alerts" | "Alarme filtern";
        alerts_open: "Open" | "Offen";
        alerts_done: "Acknowledged" | "Erledigt";
        alerts_where: "What does not fit the bank’s books shows up here by itself." | "Was nicht zu den Büchern der Bank passt, erscheint hier von selbst.";
        alert_open: "Open" | "Offen";
        alert_done: "Acknowledged" | "Erledigt";
        alert_found: "What you found" | "Was Sie gefunden haben";
        alert_acknowledge: "Acknowledge" | "Erledigt";
        alert_acknowledged: "Noted that you have looked at it." | "Vermerkt, dass Sie es angesehen haben.";
        alert_taken: "Somebody else was faster. It is under Acknowledged." | "Jemand war schneller. Er steht unter „Erledigt“.";
        alert_seen_by: "Acknowledged by" | "Erledigt von";
        past_alerts: "Acknowledged alerts" | "Erledigte Alarme";
        no_past_alerts: "Nothing acknowledged yet." | "Noch nichts erledigt.";
        no_alerts: "Nothing out of the ordinary." | "Nichts Ungewöhnliches.";
        all_alerts: "All alerts" | "Alle Alarme";
    }
}
