package tui

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"gatehouse/model"
	"gatehouse/printable/hostile"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/tui/internal/canned"
)

// Whatever an identity provider sends, no screen lets more through than styles.
func FuzzScreens(f *testing.F) {
	for _, s := range hostile.Texts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 300 {
			return
		}
		d := drive(t, 100, 40)
		d.put(poisoned(d, s))
		d.keys("g")
		onlyStyles(t, d)
		d.keys("enter")
		for range 6 { // the parts of a session
			onlyStyles(t, d)
			d.keys("tab")
		}
		d.keys("5 p")
		onlyStyles(t, d)
		d.keys("w J")
		onlyStyles(t, d)
		d.keys("esc y")
		onlyStyles(t, d)
		d.keys("esc o")
		onlyStyles(t, d)
		d.keys("esc c")
		onlyStyles(t, d)
	})
}

// Nor do names of records: not in the title of a menu, nor as a label, nor in the
// field that edits them.
func TestRecordsAreClean(t *testing.T) {
	organization := func(d *driver) tea.Cmd { return d.Nav.Organization("org_x") }
	connection := func(d *driver) tea.Cmd { return d.Nav.Connection("conn_x") }
	mapping := func(d *driver) tea.Cmd { return d.Nav.Mapping("conn_x") }
	for _, s := range hostile.Texts {
		d := drive(t, 100, 40, func(o *setup) { o.Services = poisonedServices{o.Services.(*canned.Services), s} })
		for _, x := range []struct {
			open   func(*driver) tea.Cmd
			key    string
			fields int // to go through
		}{
			{organization, "", 0}, {organization, "D", 0}, {organization, "d", 0}, {organization, "e", 3},
			{organization, "m", 2}, {connection, "", 0}, {connection, "e", 4}, {connection, "i", 4}, {mapping, "e", 6},
		} {
			d.drain(x.open(d))
			before := d.screen()
			if d.keys(x.key); x.key != "" && d.screen() == before {
				t.Fatalf("%q: %s does nothing:\n%s", s, x.key, before)
			}
			onlyStyles(t, d)
			for range x.fields {
				onlyStyles(t, d.keys("tab"))
			}
		}
	}
}

// poisonedDesk has an organization and a connection in which every text is s.
type poisonedServices struct {
	*canned.Services
	s string
}

func (p poisonedServices) Organization(context.Context, model.ID) (model.Organization, error) {
	return model.Organization{ID: "org_x", Name: p.s, ExternalID: p.s, Metadata: map[string]string{p.s: p.s},
		Domains: []model.Domain{{Domain: "a.example"}, {Domain: p.s}}}, nil
}

func (p poisonedServices) Connection(context.Context, model.ID) (model.Connection, error) {
	return model.Connection{ID: "conn_x", OrganizationID: "org_x", Name: p.s, IdPEntityID: p.s, SSOURL: p.s,
		Type: "OktaSAML", State: model.Active}, nil
}

func (p poisonedServices) DeletionOf(ctx context.Context, id model.ID) (model.Deletion, error) {
	o, err := p.Organization(ctx, id)
	return model.Deletion{Organization: o}, err
}

// poisoned is a session in which every value from outside is s.
func poisoned(d *driver, s string) model.SessionDetail {
	detail := d.services.Again(7, saml.Audience, canned.Now)
	detail.Session.Email, detail.Session.IdPID = s, s
	detail.Request.XML, detail.Request.Destination, detail.Request.UserAgent = []byte("<a b='"+s+"'>"+s+"</a>"), s, s
	detail.Message.XML = []byte("<saml:Issuer x=\"" + s + "\">" + s + "</saml:Issuer>" + s)
	r := &detail.Receipts[0]
	r.UserAgent, r.ContentType, r.Body = s, s, []byte("SAMLResponse="+base64.URLEncoding.EncodeToString([]byte(s)))
	v := &r.Verdict
	v.Seen = saml.Seen{Issuer: s, NameID: s, NameIDFormat: s,
		Attributes: []saml.Attribute{{Name: s, Values: []string{s, s}}, {Name: "email", Values: []string{s}}}}
	for i := range v.Checks {
		v.Checks[i].Expected, v.Checks[i].Received, v.Checks[i].Detail, v.Checks[i].Name = s, s, s, s
	}
	detail.Explanation = diagnose.Explanation{Cause: saml.Audience, Title: s, Engineer: s, Admin: s, Expected: s + "a",
		Received: s + "b", Difference: s, FixLabel: s}
	detail.Events = []model.Event{{At: canned.Now, What: s, Note: s}}
	detail.Organization.Name, detail.Connection.Name = s, s
	return detail
}

// onlyStyles refuses any control sequence but SGR, and lines beyond the frame.
func onlyStyles(t *testing.T, d *driver) {
	t.Helper()
	content := checkSize(t, d, 100, 40)
	var state byte
	for len(content) > 0 {
		seq, _, n, next := ansi.DecodeSequence(content, state, nil)
		if strings.HasPrefix(seq, "\x1b") {
			if !strings.HasPrefix(seq, "\x1b[") || !strings.HasSuffix(seq, "m") {
				t.Fatalf("the control sequence %q reaches the terminal", seq)
			}
		} else if seq != "\n" {
			for _, r := range seq {
				if r < 0x20 || r >= 0x7f && r < 0xa0 || unicode.Is(unicode.Cf, r) || r == utf8.RuneError &&
					!strings.Contains(seq, "\ufffd") {
					t.Fatalf("%q reaches the terminal", seq)
				}
			}
		}
		content, state = content[n:], next
	}
}
