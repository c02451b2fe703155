package cli

import (
	"bytes"
	"strings"
	"testing"

	"gatehouse/model"
)

// A member lists what mentions them, which marks nothing as read, and marks one.
func TestMentionsOfAMember(t *testing.T) {
	services, ada := joined(t, model.ReadOnly)
	owner := services.For(model.LocalOwner(model.ViaCommand, "paula"))
	welcome, err := owner.Welcome(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o, err := owner.CreateOrganization(t.Context(), model.NewOrganization{Environment: welcome.Environment.ID,
		Name: "Foo Corp"})
	if err != nil {
		t.Fatal(err)
	}
	n, err := owner.AddNote(t.Context(), o.ID, "@ada rang them")
	if err != nil {
		t.Fatal(err)
	}
	instance := Instance{Services: services, Who: func(string) model.Principal {
		return ada.Principal(model.ViaSSH, ada.Keys[0].Fingerprint, ada.Updated)
	}}
	for _, test := range []struct {
		args, want string
		code       int
	}{
		{"note mentions", "unread", Done},
		{"note mentions", "organization Foo Corp", Done},
		{"note mentions --json", `"unread": true`, Done},
		{"note read " + string(n.ID), "Read: note " + string(n.ID), Done},
		{"note mentions --json", `"unread": false`, Done},
		{"note list " + string(o.ID) + " --json", string(ada.ID), Done},
		{"note read note_NONE", "not found", Refused},
	} {
		var out bytes.Buffer
		code := instance.Run(t.Context(), Streams{In: strings.NewReader(""), Out: &out, Err: &out},
			strings.Fields(test.args))
		if code != test.code || !strings.Contains(out.String(), test.want) {
			t.Errorf("%s: %d, %s", test.args, code, out.String())
		}
	}
}
