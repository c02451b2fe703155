package tui

import (
	"testing"

	"gatehouse/model"
)

// An event is found by its name, by what it is of and by ids.
func TestEventsAreSearched(t *testing.T) {
	for text, want := range map[string]string{
		"sso_failed": "1 event", "sso_": "2 events", "Connection": "2 events", "todd@": "1 event",
		"INITECH.EX": "1 event", "event_01M826ME8": "1 event", "nowhere": "0 events",
	} {
		drive(t, 120, 30).keys(": e v e n t s enter /").write(text).sees(want)
	}
}

// What happens meanwhile stands at the top, and the cursor stays on its event.
func TestEventsListWhatHappens(t *testing.T) {
	d := drive(t, 120, 30).keys(": e v e n t s enter j").sees("6 events")
	_, err := d.services.CreateOrganization(t.Context(), model.NewOrganization{Environment: "env_staging",
		Name: "Umbrella"})
	if err != nil {
		t.Fatal(err)
	}
	d.news()
	d.sees("7 events").sees("Umbrella").keys("enter").sees("Globex 日本 OktaSAML")
}

// An event leads to what it is of.
func TestAnEventLeadsToWhatItIsOf(t *testing.T) {
	for keys, want := range map[string]string{
		"enter enter": "Session ZFHF-PN7P", "enter s": "Session ZFHF-PN7P", "s": "Session ZFHF-PN7P",
		"enter c": "Acme TestIdp", "enter o": "Acme", "o": "Acme",
		"j enter enter": "Globex 日本 OktaSAML", "j j j j enter enter": "Initech",
	} {
		d := drive(t, 120, 40).keys(": e v e n t s enter " + keys)
		if got := d.Stack.Top().Title(); got != want {
			t.Errorf("%s leads to %s, want %s", keys, got, want)
		}
	}
	drive(t, 120, 40).keys(": e v e n t s enter j enter s").sees("it belongs to no session")
	drive(t, 120, 40).keys(": e v e n t s enter j j j j enter c").sees("it is about no connection")
}

// An event leads to its deliveries, and each of them back to the event.
func TestAnEventAndItsDeliveries(t *testing.T) {
	d := drive(t, 120, 40).keys(": e v e n t s enter j j j j enter").sees("failed: it answered 503")
	d.keys("d").sees("Attempts").sees("organization.created")
	d.keys("e").sees("Webhook endpoints").sees("not sent: it is disabled")
	d.keys("esc").sees("Attempts")
	drive(t, 120, 40).keys(": e v e n t s enter enter d").sees("it was sent to no webhook endpoint")
}

// An event that is kept no longer says so.
func TestAnEventThatIsGone(t *testing.T) {
	d := drive(t, 120, 40)
	d.drain(d.Nav.Event("env_staging", "event_01M82841P00000000000000999"))
	d.sees("events are kept for 90 days")
}
