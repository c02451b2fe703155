package cli

import (
	"bytes"
	"strings"
	"testing"

	"gatehouse/model"
)

// What a colleague has in hand is theirs: it is taken over only by whoever says so, and the
// refusal says from whom and how.
func TestClaimOfAColleague(t *testing.T) {
	services, ada := joined(t, "")
	owner := services.For(model.LocalOwner(model.ViaCommand, "paula"))
	welcome, err := owner.Welcome(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	begun, err := owner.BeginTest(t.Context(), welcome.Connection.ID, model.Visitor{})
	if err != nil {
		t.Fatal(err)
	}
	session := string(begun.Session.ID)
	who := map[string]model.Principal{"paula": owner.Principal(), "ada": ada.Principal(model.ViaSSH,
		ada.Keys[0].Fingerprint, ada.Updated)}
	for _, test := range []struct {
		who, args, want string
		code            int
	}{
		{"ada", "sessions claim " + session, "In hand: session " + session, Done},
		{"paula", "sessions claim " + session, "ada@example.com has session", Refused},
		{"paula", "sessions claim " + session, "gatehouse sessions claim " + session + " --take-over", Refused},
		{"paula", "sessions release " + session, "ada@example.com has session", Refused},
		{"paula", "sessions claim --take-over " + session, "To take it over, add --yes", Refused},
		{"paula", "sessions claim --take-over --yes " + session, "Taken over from ada@example.com: session", Done},
		{"ada", "sessions show " + session, "operator, since", Done},
		{"ada", "sessions release " + session, "operator has session", Refused},
		{"paula", "sessions release " + session, "Released: session", Done},
	} {
		var out bytes.Buffer
		streams := Streams{In: strings.NewReader(""), Out: &out, Err: &out}
		instance := Instance{Services: services, Who: func(string) model.Principal { return who[test.who] }}
		code := instance.Run(t.Context(), streams, strings.Fields(test.args))
		if code != test.code || !strings.Contains(out.String(), test.want) {
			t.Errorf("%s: %s: %d, %s", test.who, test.args, code, out.String())
		}
	}
}
