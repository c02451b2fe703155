package session

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// wayOut is what can be done here and now about the verdict, or why nothing can.
func (s *session) wayOut() (act func() tea.Cmd, why string) {
	if s.detail == nil {
		return nil, "it is still being read"
	}
	now := verdictAbout{detail: s.detail, today: s.today}
	x, c := now.explanation(), s.detail.Connection
	switch {
	case now.mended():
		return nil, "nothing is left to do: with today's settings this message would be accepted"
	case now.waits():
		return func() tea.Cmd { return s.Nav.MetadataChange(c.ID) }, ""
	case x.Fix == "":
		return nil, "the verdict offers none"
	}
	if c.ID == "" && x.Fix != diagnose.OfferSendToAdmin {
		return nil, "the connection is gone or was never known"
	}
	copies := func(what, value string) (func() tea.Cmd, string) {
		return func() tea.Cmd { return s.Copy(what, value) }, ""
	}
	switch x.Fix {
	case diagnose.OfferCopyACSURL:
		return copies("our ACS URL", s.services.ACSURL(c))
	case diagnose.OfferCopyEntityID:
		return copies("our entity ID", s.services.EntityID(c))
	case diagnose.OfferCopySPMetadata:
		return copies("our metadata", string(s.services.SPMetadata(c)))
	case diagnose.OfferSendToAdmin:
		return copies("the message for the IT admin", x.Admin)
	case diagnose.OfferSignInAgain:
		return s.signInAgain(c)
	}
	if why := s.CannotChange(); why != "" {
		return nil, why
	}
	switch x.Fix {
	case diagnose.OfferMapAttribute:
		return func() tea.Cmd { return s.Nav.Mapping(c.ID) }, ""
	case diagnose.OfferAddCertificate:
		return func() tea.Cmd { return s.Nav.AddCertificate(c) }, ""
	case diagnose.OfferRefreshMetadata:
		if x.Cause == saml.CertificateExpired {
			return s.expiredWays(c), ""
		}
		return s.refreshWay(c)
	}
	r, why := s.remedy(x.Fix)
	if why != "" {
		return nil, why
	}
	return func() tea.Cmd { return s.ask(r) }, ""
}

// mendNeeds is the action that the way out is, "" if it changes nothing.
func (s *session) mendNeeds() string {
	if s.detail == nil {
		return ""
	}
	now := verdictAbout{detail: s.detail, today: s.today}
	if now.mended() || now.waits() {
		return ""
	}
	return string(model.RemedyNeeds(now.explanation().Fix, s.detail.Connection.Policy))
}

// applyNeeds is that of the recommended mapping where there is one.
func (s *session) applyNeeds() string {
	if s.advised() {
		return string(model.ActChangeConnection)
	}
	return s.mendNeeds()
}

func (s *session) signInAgain(c model.Connection) (func() tea.Cmd, string) {
	if !c.AtTestIdP() {
		if why := s.CannotChange(); why != "" {
			return nil, why
		}
		return func() tea.Cmd { return s.Nav.TestSignIn(c) }, ""
	}
	if why := s.CannotSignIn(); why != "" {
		return nil, why
	}
	return func() tea.Cmd { return s.SignIn(c.ID, screen.Fault{}, nil) }, ""
}

// expiredWays are the new certificate, and what lets people in until it is there.
func (s *session) expiredWays(c model.Connection) func() tea.Cmd {
	refresh, off := s.refreshWay(c)
	ignore, _ := s.remedy(diagnose.OfferIgnoreExpiry)
	return func() tea.Cmd {
		return s.Stack.Open(screen.NewMenu(s.World, "The certificate has expired", screen.Fixed([]screen.Item{
			{Text: "import its metadata again", Note: "with its new certificate", Off: off, Do: refresh},
			{Text: "ignore the dates of its certificates", Note: "until then",
				Off: s.MayNot(model.ActRelaxPolicy), Do: func() tea.Cmd { return s.ask(ignore) }},
		})))
	}
}

// refreshWay reads the metadata again, or lets it be imported where it has no
// URL. What changed in it is then looked at before it is trusted.
func (s *session) refreshWay(c model.Connection) (func() tea.Cmd, string) {
	if c.Type == model.TestIdPType {
		return nil, "the built-in test identity provider has no other settings"
	}
	if c.MetadataURL == "" {
		return func() tea.Cmd { return s.Nav.ImportSettings(c) }, ""
	}
	return func() tea.Cmd {
		changed := false
		return s.Inquire("read the metadata", func(ctx context.Context) (string, error) {
			now, err := s.services.RefreshMetadata(ctx, c.ID)
			if changed = err == nil && now.Pending != nil; changed {
				return "its metadata has changed", nil
			}
			return "its metadata was read: nothing has changed in it", err
		}, func() tea.Cmd {
			if !changed {
				return nil
			}
			return s.Nav.MetadataChange(c.ID)
		})
	}, ""
}

// remedy gives the change that the verdict offers, or why it cannot be made.
func (s *session) remedy(fix diagnose.Fix) (model.Remedy, string) {
	now := verdictAbout{detail: s.detail, today: s.today}
	x := now.explanation()
	x.Fix = fix
	return s.detail.Remedy(x, now.verdict())
}

// ask asks before a change is made.
func (s *session) ask(r model.Remedy) tea.Cmd {
	means := r.Means
	if r.Certificate != nil {
		means += "\n\n" + fingerprints(model.Certificate{DER: r.Certificate}.Info(s.Now))
	}
	return s.Stack.Open(screen.NewConfirm(s.World, means, r.Question, func() tea.Cmd {
		return s.Change(strings.ReplaceAll(string(r.Fix), "_", " "), func(ctx context.Context) (string, error) {
			return r.Done, s.services.Repair(ctx, r)
		}, nil)
	}))
}

// fingerprints identify a certificate in rows that a person can compare.
func fingerprints(i model.CertificateInfo) string {
	return fmt.Sprintf("%s\n%s, %s, %s to %s\n\nSHA-256\n%s\nSHA-1\n%s", i.Subject, i.Key, i.State,
		widget.Day(i.NotBefore), widget.Day(i.NotAfter),
		strings.Join(noun.Grouped(i.SHA256), "\n"), strings.Join(noun.Grouped(i.SHA1), "\n"))
}
