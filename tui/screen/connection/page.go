package connection

import (
	"cmp"
	"fmt"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/protocol"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// connectionLines are the page of a connection.
func connectionLines(w *screen.World, a connectionAbout, waiting, cells int) []string {
	st, now := w.Style, w.Now
	p, c := &widget.Paragraphs{Style: st, Width: cells}, a.connection
	state := "  " + noun.ConnectionGlyph(st, c) + "  " + st.Faint.Render(stateHint(c))
	p.Add(st.Strong.Render(widget.Cut(widget.Clean(c.Name), max(20, cells-widget.Width(state)), st.Glyph.More)) + state)
	p.Field("Organization", noun.Named(a.organization.Name, c.OrganizationID))
	p.Field("Type", model.TypeLabel(c.Type)+"  "+c.Type)
	p.Field("Id", string(c.ID))
	addAttention(p, a, now)

	if c.ByOIDC() {
		addOpenID(p, a)
		addPeople(p, c, waiting)
		noun.AddRecent(p, a.sessions, now)
		return p.Lines
	}
	p.Heading("For the identity provider")
	p.Hint("y", "copies one, ", "Y", "a message with all, ", "m", "the metadata")
	p.Field("Entity ID", a.entityID)
	p.Field("ACS URL", a.acsURL)
	p.Field("Metadata URL", a.metadataURL)
	addOurKeys(p, c, now)

	p.Heading("From the identity provider")
	p.Hint("i", "imports them, ", "C", "certificates")
	addIdentity(p, c, now)
	addPolicy(p, c)
	addPeople(p, c, waiting)
	noun.AddRecent(p, a.sessions, now)
	return p.Lines
}

// stateHint says what a state waits for.
func stateHint(c model.Connection) string {
	switch c.State {
	case model.Draft:
		if c.ByOIDC() {
			return "until its provider is set (e)"
		}
		return "until its settings are imported (i)"
	case model.Validating:
		return "until the first sign-in (t tests one)"
	case model.Inactive:
		return "paused: nobody can sign in (z resumes)"
	}
	return ""
}

// addAttention is what somebody should decide or mend.
func addAttention(p *widget.Paragraphs, a connectionAbout, now time.Time) {
	st, c := p.Style, a.connection
	if c.Pending != nil {
		p.Blank()
		p.Text(st.Warn, fmt.Sprintf("%s Its metadata has changed (found %s ago); nothing of it is trusted yet.",
			st.Glyph.Warning, widget.Age(now.Sub(c.Pending.Found))), 0)
		p.Lines = append(p.Lines, "  "+st.Key.Render("v")+
			st.Faint.Render(" shows what changed, to approve or decline it"))
	}
	if c.MetadataProblem != "" {
		p.Blank()
		p.Text(st.Warn, st.Glyph.Warning+" Its metadata could not be read: "+c.MetadataProblem, 0)
	}
	if c.Configured() {
		addLint(p, a.lints)
	}
}

// addIdentity is what an identity provider says of itself.
func addIdentity(p *widget.Paragraphs, c model.Connection, now time.Time) {
	p.Field("Entity ID", cmp.Or(c.IdPEntityID, "not set"))
	p.Field("Sign-on URL", cmp.Or(c.SSOURL, "not set"))
	p.Field("Binding", string(c.SSOBinding))
	p.Field("Metadata", c.MetadataURL)
	if c.MetadataURL != "" {
		watched := "changes wait to be approved"
		if c.AutoApprove {
			watched = "changes are taken over without asking"
		}
		if !c.MetadataFetched.IsZero() {
			watched = "read " + widget.Age(now.Sub(c.MetadataFetched)) + " ago; " + watched
		}
		p.Inked("", p.Style.Faint, watched)
	}
	if len(c.Certificates) == 0 {
		p.Inked("Certificate", p.Style.Warn, "none: no response can be verified")
	}
	for _, x := range c.Certificates {
		noun.AddCertificate(p, "Certificate", x, now)
	}
}

// addOurKeys shows the key pairs that decrypt and sign on our side.
func addOurKeys(p *widget.Paragraphs, c model.Connection, now time.Time) {
	for i, k := range c.SPKeys {
		note := "decrypts and signs"
		if len(c.SPKeys) > 1 {
			notes := []string{"new: decrypts; signs once the old one is retired (K)", "old: decrypts and signs"}
			note = notes[min(i, 1)]
		}
		p.Field("Our key", "SHA-256 "+protocol.Fingerprint(k.DER))
		p.Inked("", p.Style.Faint, note+"; made "+widget.Day(k.Created))
	}
}

// addPeople are the profiles, and how many of them wait for a mapping; -1: not known yet.
func addPeople(p *widget.Paragraphs, c model.Connection, waiting int) {
	p.Heading("People")
	p.Hint("P", "profiles, ", "A", "attributes and mapping, ", "c", "roles by groups")
	if n := len(c.Roles); n > 0 {
		p.Text(p.Style.Faint, model.Plural(n, "group gives its people a role in apps.",
			"groups give their people a role in apps."), 0)
	}
	switch {
	case waiting < 0:
		p.Text(p.Style.Faint, "Looking for profiles that await reconciliation.", 0)
	case waiting == 0:
		p.Text(p.Style.Faint, "No profile awaits reconciliation.", 0)
	default:
		await := "await"
		if waiting == 1 {
			await = "awaits"
		}
		p.Text(p.Style.Warn, fmt.Sprintf("%s %s %s reconciliation: the attributes do not fit the mapping.",
			p.Style.Glyph.Warning, widget.Count(waiting, "profile"), await), 0)
		p.Lines = append(p.Lines, "  "+p.Style.Key.Render("W")+p.Style.Faint.Render(" lists them"))
	}
}

// signedNames are the demands on signatures, as screens call them.
var signedNames = map[saml.SignatureDemand]string{
	"": "response or assertion", saml.EitherSigned: "response or assertion", saml.ResponseSigned: "the response",
	saml.AssertionSigned: "the assertion", saml.BothSigned: "response and assertion",
}

// addPolicy shows what is required, and every switch that weakens a rule.
func addPolicy(p *widget.Paragraphs, c model.Connection) {
	p.Heading("Policy")
	p.Hint("p", "changes it")
	p.Field("Preset", model.PresetOf(c.Policy))
	p.Field("Signed", signedNames[c.Policy.Require])
	p.Field("Clock skew", c.Policy.Skew.String())
	if s, ok := saml.SwitchNamed("allow_unsolicited"); ok {
		p.Field(s.Label, s.State(c.Policy))
	}
	p.Field("Our requests", map[bool]string{true: "signed", false: "not signed"}[c.SignRequests])
	if asked := model.AskedInWords(c.Asked); asked != "" {
		p.Field("They ask for", asked)
	}
	for _, s := range c.Policy.Weakened() {
		p.Text(p.Style.Warn, p.Style.Glyph.Warning+" "+s.Effect, 0)
	}
}
