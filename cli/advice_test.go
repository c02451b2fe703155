package cli

import (
	"regexp"
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// TestAdviceCanBeFollowed: each command and each option that an explanation
// sends people to exists, and so does each setting that it names.
func TestAdviceCanBeFollowed(t *testing.T) {
	root := (&command{}).root()
	commands := regexp.MustCompile("gatehouse((?: [a-z][a-z-]+)+)((?: --[a-z0-9-]+)*)")
	checked := 0
	for _, text := range advice() {
		for _, m := range commands.FindAllStringSubmatch(text, -1) {
			checked++
			cmd, rest, err := root.Find(strings.Fields(m[1]))
			if err != nil || cmd == root || len(rest) > 0 && cmd.HasSubCommands() {
				t.Errorf("%q is no command, in: %s", m[0], text)
				continue
			}
			for _, flag := range strings.Fields(m[2]) {
				if cmd.Flag(strings.TrimPrefix(flag, "--")) == nil {
					t.Errorf("%s has no option %s, in: %s", cmd.CommandPath(), flag, text)
				}
			}
		}
	}
	for _, s := range saml.NamedSettings() {
		update, _, err := root.Find([]string{"connection", "update"})
		if err != nil || update.Flag(s.Flag) == nil {
			t.Errorf("the setting %q has no option --%s", s.Name, s.Flag)
		}
	}
	if checked < len(saml.NamedSettings()) {
		t.Errorf("only %d commands were found in the explanations", checked)
	}
}

// advice is what explanations say: the catalogue, and each status by itself and
// under each wish that a request can have.
func advice() (all []string) {
	for _, info := range saml.Causes() {
		all = append(all, info.Engineer, info.Admin)
	}
	wishes := []protocol.Asked{{}, {ForceAuthn: true}, {NameIDFormat: "urn:x"}, {AuthnContexts: []string{"urn:x"}}}
	for _, status := range saml.KnownStatuses() {
		for _, wish := range wishes {
			for _, signs := range []bool{false, true} {
				v := &saml.Verdict{Findings: []saml.Finding{{Cause: saml.IdPStatus}}, Checks: []saml.Check{{}}}
				v.Seen.StatusCode, v.Seen.StatusMessage = status, status
				x := saml.Explain(v, saml.Settings{Requests: wish, SignsRequests: signs})
				all = append(all, x.Engineer, x.Admin)
			}
		}
	}
	return all
}
