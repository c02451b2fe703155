package diagnose

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/internal/samltest"
	"gatehouse/saml/protocol"
)

// knownStatuses lists the status codes, and the codes of Entra ID in a
// StatusMessage, that have an explanation of their own.
func knownStatuses() (all []string) {
	for code := range statuses {
		all = append(all, samlStatus+code)
	}
	for code := range entraErrors {
		all = append(all, code)
	}
	slices.Sort(all)
	return all
}

// The golden file holds what is said of each status, under each wish that a
// request can have.
func TestStatusesGolden(t *testing.T) {
	wishes := []protocol.Asked{{}, {ForceAuthn: true}, {NameIDFormat: "urn:x"}, {AuthnContexts: []string{"urn:x"}}}
	var b strings.Builder
	for _, code := range knownStatuses() {
		fmt.Fprintf(&b, "== %s\n", code)
		said := map[string]bool{}
		for _, wish := range wishes {
			for _, signs := range []bool{false, true} {
				v := &saml.Verdict{Findings: []saml.Finding{{Cause: saml.IdPStatus}}, Checks: []saml.Check{{}}}
				v.Seen.StatusCode, v.Seen.StatusMessage = code, code
				if strings.HasPrefix(code, "AADSTS") {
					v.Checks[0].Facts = &saml.Facts{StatusCode: code}
				}
				x := Explain(v, saml.Settings{Requests: wish, SignsRequests: signs})
				for _, text := range []string{"Engineer: " + x.Engineer, "Admin: " + x.Admin} {
					if !said[text] {
						said[text] = true
						fmt.Fprintf(&b, "\n%s\n", text)
					}
				}
			}
		}
		b.WriteString("\n")
	}
	samltest.Golden(t, filepath.Join("testdata", "statuses.txt"), b.String())
}
