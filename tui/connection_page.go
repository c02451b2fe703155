package tui

import (
	"fmt"
	"time"

	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/saml"
)

// connectionLines are the page of a connection.
func connectionLines(w *world, a connectionAbout, waiting, cells int) []string {
	st, now := w.style, w.now
	p, c := &page{st: st, width: cells}, a.connection
	state := "  " + connectionGlyph(st, c) + "  " + st.faint.Render(stateHint(c))
	p.add(st.strong.Render(cut(clean(c.Name), max(20, cells-width(state)), st.glyph.more)) + state)
	p.field("Organization", named(a.organization.Name, c.OrganizationID))
	p.field("Type", model.TypeLabel(c.Type)+"  "+c.Type)
	p.field("Id", string(c.ID))
	p.attention(a, now)

	p.heading("For the identity provider")
	p.hint("y", "copies one, ", "Y", "a message with all, ", "m", "the metadata")
	p.field("Entity ID", a.entityID)
	p.field("ACS URL", a.acsURL)
	p.field("Metadata URL", a.metadataURL)
	p.ourKeys(c, now)

	p.heading("From the identity provider")
	p.hint("i", "imports them, ", "C", "certificates")
	p.identity(c, now)
	p.policy(c)
	p.people(waiting)
	p.recent(a.sessions, now)
	return p.lines
}

// stateHint says what a state waits for.
func stateHint(c model.Connection) string {
	switch c.State {
	case model.Draft:
		return "until its settings are imported (i)"
	case model.Validating:
		return "until the first sign-in (t tests one)"
	case model.Inactive:
		return "paused: nobody can sign in (z resumes)"
	}
	return ""
}

// attention is what somebody should decide or mend.
func (p *page) attention(a connectionAbout, now time.Time) {
	st, c := p.st, a.connection
	if c.Pending != nil {
		p.blank()
		p.text(st.warn, fmt.Sprintf("%s Its metadata has changed (found %s ago); nothing of it is trusted yet.", st.glyph.warning, age(now.Sub(c.Pending.Found))), 0)
		p.lines = append(p.lines, "  "+st.key.Render("v")+st.faint.Render(" shows what changed, to approve or decline it"))
	}
	if c.MetadataProblem != "" {
		p.blank()
		p.text(st.warn, st.glyph.warning+" Its metadata could not be read: "+c.MetadataProblem, 0)
	}
	if c.Configured() {
		p.lint(a.lints)
	}
}

// identity is what an identity provider says of itself.
func (p *page) identity(c model.Connection, now time.Time) {
	p.field("Entity ID", firstOf(c.IdPEntityID, "not set"))
	p.field("Sign-on URL", firstOf(c.SSOURL, "not set"))
	p.field("Binding", string(c.SSOBinding))
	p.field("Metadata", c.MetadataURL)
	if c.MetadataURL != "" {
		watched := "changes wait to be approved"
		if c.AutoApprove {
			watched = "changes are taken over without asking"
		}
		if !c.MetadataFetched.IsZero() {
			watched = "read " + age(now.Sub(c.MetadataFetched)) + " ago; " + watched
		}
		p.inked("", p.st.faint, watched)
	}
	if len(c.Certificates) == 0 {
		p.inked("Certificate", p.st.warn, "none: no response can be verified")
	}
	for _, x := range c.Certificates {
		p.certificate("Certificate", x, now)
	}
}

// certificate shows one with its state, and both fingerprints to compare by
// phone.
func (p *page) certificate(label string, c model.Certificate, now time.Time) {
	i := c.Info(now)
	if i.State == model.CertificateBroken {
		p.inked(label, p.st.bad, "cannot be read")
		return
	}
	p.inked(label, certificateInk(p.st, i.State), string(i.State)+": "+lifeText(i)+", "+day(i.NotBefore)+" to "+day(i.NotAfter))
	p.field("", i.Subject+", "+i.Key)
	p.inked("", p.st.faint, addedText(i))
	p.fingerprint("SHA-256", i.SHA256)
	p.fingerprint("SHA-1", i.SHA1)
}

// fingerprint shows one whole, in lines that can be compared.
func (p *page) fingerprint(name, value string) {
	for i, row := range groupedIn(value, p.width-labelWidth-8) {
		label := ""
		if i == 0 {
			label = name
		}
		p.inked("", p.st.faint, fit(label, 8, "")+row)
	}
}

func certificateInk(st *style, s model.CertificateState) lipgloss.Style {
	switch s {
	case model.CertificateActive:
		return st.good
	case model.CertificateExpired, model.CertificateBroken:
		return st.bad
	}
	return st.warn
}

func lifeText(i model.CertificateInfo) string {
	switch i.State {
	case model.CertificateNext:
		return "not valid yet"
	case model.CertificateExpired:
		return count(-i.DaysLeft, "day") + " ago"
	}
	return count(i.DaysLeft, "day") + " left"
}

func count(n int, word string) string { return fmt.Sprintf("%d %s", n, plural(int64(n), word)) }

// ourKeys shows the key pairs that decrypt and sign on our side.
func (p *page) ourKeys(c model.Connection, now time.Time) {
	for i, k := range c.SPKeys {
		note := "decrypts and signs"
		if len(c.SPKeys) > 1 {
			note = []string{"new: decrypts; signs once the old one is retired (K)", "old: decrypts and signs"}[min(i, 1)]
		}
		p.field("Our key", "SHA-256 "+saml.Fingerprint(k.DER))
		p.inked("", p.st.faint, note+"; made "+day(k.Created))
	}
}

// people are the profiles, and how many of them wait for a mapping; -1: not known yet.
func (p *page) people(waiting int) {
	p.heading("People")
	p.hint("P", "profiles, ", "A", "attributes and mapping")
	switch {
	case waiting < 0:
		p.text(p.st.faint, "Looking for profiles that await reconciliation.", 0)
	case waiting == 0:
		p.text(p.st.faint, "No profile awaits reconciliation.", 0)
	default:
		await := "await"
		if waiting == 1 {
			await = "awaits"
		}
		p.text(p.st.warn, fmt.Sprintf("%s %s %s reconciliation: the attributes do not fit the mapping.", p.st.glyph.warning, count(waiting, "profile"), await), 0)
		p.lines = append(p.lines, "  "+p.st.key.Render("W")+p.st.faint.Render(" lists them"))
	}
}

// signedNames are the demands on signatures, as screens call them.
var signedNames = map[saml.SignatureDemand]string{
	"": "response or assertion", saml.EitherSigned: "response or assertion", saml.ResponseSigned: "the response",
	saml.AssertionSigned: "the assertion", saml.BothSigned: "response and assertion",
}

// policy shows what is required, and every switch that weakens a rule.
func (p *page) policy(c model.Connection) {
	p.heading("Policy")
	p.hint("p", "changes it")
	p.field("Preset", model.PresetOf(c.Policy))
	p.field("Signed", signedNames[c.Policy.Require])
	p.field("Clock skew", c.Policy.Skew.String())
	p.field("IdP-initiated", acceptance(c.Policy.AllowUnsolicited))
	p.field("Our requests", map[bool]string{true: "signed", false: "not signed"}[c.SignRequests])
	if asked := model.AskedInWords(c.Asked); asked != "" {
		p.field("They ask for", asked)
	}
	for _, w := range weakened(c.Policy) {
		p.text(p.st.warn, p.st.glyph.warning+" "+w, 0)
	}
}

func acceptance(yes bool) string {
	if yes {
		return "accepted"
	}
	return "refused"
}

// weakened names the rules that a policy weakens.
func weakened(p saml.Policy) []string {
	var all []string
	for _, o := range optIns {
		if *o.field(&p) {
			all = append(all, o.warning)
		}
	}
	return all
}
