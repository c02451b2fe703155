package session

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

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
	if s.story == nil {
		return nil, "it is still being read"
	}
	now := verdictAbout{story: s.story, today: s.today}
	x, c := now.explanation(), s.story.Connection
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
		return copies("our ACS URL", s.Desk.ACSURL(c))
	case diagnose.OfferCopyEntityID:
		return copies("our entity ID", s.Desk.EntityID(c))
	case diagnose.OfferCopySPMetadata:
		return copies("our metadata", string(s.Desk.SPMetadata(c)))
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
	r, why := s.remedy()
	if why != "" {
		return nil, why
	}
	return func() tea.Cmd { return s.ask(x.Fix, r) }, ""
}

func (s *session) signInAgain(c model.Connection) (func() tea.Cmd, string) {
	if c.Type != model.TestIdPType {
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
	ignore := s.except(c, exceptionFor(diagnose.OfferIgnoreExpiry))
	return func() tea.Cmd {
		return s.Stack.Open(screen.NewMenu(s.World, "The certificate has expired", screen.Fixed([]screen.Item{
			{Text: "import its metadata again", Note: "with its new certificate", Off: off, Do: refresh},
			{Text: "ignore the dates of its certificates", Note: "until then", Do: func() tea.Cmd { return s.ask(diagnose.OfferIgnoreExpiry, ignore) }},
		})))
	}
}

// ask asks before a change is made.
func (s *session) ask(fix diagnose.Fix, r remedy) tea.Cmd {
	return s.Stack.Open(screen.NewConfirm(s.World, r.what, r.question, func() tea.Cmd {
		return s.Change(strings.ReplaceAll(string(fix), "_", " "), r.verb, nil)
	}))
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
			now, err := s.Desk.RefreshMetadata(ctx, c.ID)
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

// remedy is a change that would have let the message in, with the question to
// ask before it is made.
type remedy struct {
	what, question string
	verb           func(context.Context) (string, error)
}

// remedy gives the change that the verdict offers, or why it cannot be made.
func (s *session) remedy() (remedy, string) {
	now := verdictAbout{story: s.story, today: s.today}
	fix, v := now.explanation().Fix, now.verdict()
	c, o := s.story.Connection, s.story.Organization
	switch fix {
	case diagnose.OfferAddDomain:
		return s.addDomain(o)
	case diagnose.OfferAllowOutside:
		yes := true
		return remedy{o.Name + ": " + model.OutsideWarning, "Allow profiles from outside its domains?", func(ctx context.Context) (string, error) {
			_, err := s.Desk.UpdateOrganization(ctx, o.ID, model.OrganizationPatch{AllowOutside: &yes})
			return o.Name + " accepts profiles from outside its domains", err
		}}, gone(o)
	case diagnose.OfferTrustCertificate:
		if v == nil || len(v.Seen.KeyInfo) == 0 {
			return remedy{}, "the message carries no certificate"
		}
		return s.trust(c, model.Certificate{DER: v.Seen.KeyInfo}), ""
	case diagnose.OfferSetIdPEntityID:
		if v == nil || v.Seen.Issuer == "" {
			return remedy{}, "the message names no issuer"
		}
		issuer := v.Seen.Issuer
		return remedy{fmt.Sprintf("Messages of %s must then come from\n%s\nand no longer from\n%s", c.Name, issuer, cmp.Or(c.IdPEntityID, "(not set)")), "Set its entity ID?",
			func(ctx context.Context) (string, error) {
				_, _, err := s.Desk.UpdateConnection(ctx, c.ID, model.ConnectionPatch{IdPEntityID: &issuer})
				return "", err
			}}, ""
	case diagnose.OfferActivate:
		if c.State != model.Inactive {
			return remedy{}, "its settings are not complete: c opens the connection, i imports them there"
		}
		return remedy{"People can sign in through " + c.Name + " again.", "Resume the connection?", func(ctx context.Context) (string, error) {
			_, err := s.Desk.ResumeConnection(ctx, c.ID)
			return "", err
		}}, ""
	}
	if e := exceptionFor(fix); e.fix != "" {
		return s.except(c, e), ""
	}
	return remedy{}, "c and o open the connection and its organization"
}

func gone(o model.Organization) string {
	if o.ID == "" {
		return "its organization is gone"
	}
	return ""
}

// addDomain adds the domain of the user's address.
func (s *session) addDomain(o model.Organization) (remedy, string) {
	email := s.story.Session.Email
	domain, err := model.OwnableDomain(email[strings.LastIndex(email, "@")+1:])
	switch {
	case o.ID == "":
		return remedy{}, "its organization is gone"
	case email == "" || err != nil:
		return remedy{}, "the user's address has no domain that an organization can have to itself"
	}
	for _, x := range o.Domains {
		if x.Domain == domain && x.State != model.DomainVerified {
			return remedy{}, domain + " is there and waits to be verified: o, then D"
		}
	}
	return remedy{
		what:     fmt.Sprintf("Users with an address in %s can then sign in to %s. You vouch that the domain is theirs: nothing proves it here.", domain, o.Name),
		question: "Add " + domain + " as verified?",
		verb: func(ctx context.Context) (string, error) {
			_, _, err := s.Desk.AddDomain(ctx, o.ID, domain, model.DomainVerified)
			return "added " + domain + " to " + o.Name, err
		},
	}, ""
}

// trust trusts the certificate in the message, which anybody could have put
// there: its fingerprints have to be confirmed first.
func (s *session) trust(c model.Connection, x model.Certificate) remedy {
	i := x.Info(s.Now)
	return remedy{
		what: fmt.Sprintf("Whoever holds the key of this certificate can then sign in anybody through %s. Confirm a fingerprint with the customer first, not by this message.\n\n%s\n%s, %s, %s to %s\n\nSHA-256\n%s\nSHA-1\n%s",
			c.Name, i.Subject, i.Key, i.State, widget.Day(i.NotBefore), widget.Day(i.NotAfter), strings.Join(noun.Grouped(i.SHA256), "\n"), strings.Join(noun.Grouped(i.SHA1), "\n")),
		question: "Trust it?",
		verb: func(ctx context.Context) (string, error) {
			_, _, err := s.Desk.AddCertificate(ctx, c.ID, x.DER)
			return "the certificate is trusted for " + c.Name, err
		},
	}
}

// exception is a switch of a policy that a verdict can offer.
type exception struct {
	fix  diagnose.Fix
	what string // it means
	set  func(*saml.Policy)
}

var exceptions = []exception{
	{diagnose.OfferAllowUnsolicited, "Responses that answer no request of ours are accepted: somebody can be signed in by a link that they did not ask for.", func(p *saml.Policy) { p.AllowUnsolicited = true }},
	{diagnose.OfferAllowSHA1, "SHA-1 is accepted in signatures, though it can be forged. Better the identity provider signs with SHA-256.", func(p *saml.Policy) { p.AllowSHA1 = true }},
	{diagnose.OfferIgnoreExpiry, "Expired certificates are accepted: nobody notices any more that they should be changed.", func(p *saml.Policy) { p.IgnoreExpiry = true }},
	{diagnose.OfferAllowRSA15, "RSA 1.5 is accepted in encryption, though it can be attacked. Better the identity provider uses RSA-OAEP.", func(p *saml.Policy) { p.AllowRSA15 = true }},
	{diagnose.OfferAllowC14N, "Inclusive canonicalization is accepted: what stands around an assertion then counts for its signature.", func(p *saml.Policy) { p.AllowInclusiveC14N = true }},
	{diagnose.OfferAllowEmptyRef, "A signature may refer to the whole document instead of an ID.", func(p *saml.Policy) { p.AllowEmptyReference = true }},
	{diagnose.OfferAllowAdvice, "Assertions in the Advice of an assertion are allowed. Nothing of them is read.", func(p *saml.Policy) { p.AllowAdvice = true }},
	{diagnose.OfferWidenSkew, "Clocks may differ by five minutes, the most that is allowed.", func(p *saml.Policy) { p.Skew = 5 * time.Minute }},
	{diagnose.OfferRelaxSignatures, "A signature of the response or of the assertion is enough.", func(p *saml.Policy) { p.Require = saml.EitherSigned }},
}

// exceptionFor is the zero value where none is offered.
func exceptionFor(fix diagnose.Fix) exception {
	for _, e := range exceptions {
		if e.fix == fix {
			return e
		}
	}
	return exception{}
}

func (s *session) except(c model.Connection, e exception) remedy {
	return remedy{
		what: e.what, question: "Change the policy of " + c.Name + "?",
		verb: func(ctx context.Context) (string, error) {
			now, err := s.Desk.Connection(ctx, c.ID) // the story may be older than its policy
			if err != nil {
				return "", err
			}
			p := now.Policy
			e.set(&p)
			_, _, err = s.Desk.UpdateConnection(ctx, c.ID, model.ConnectionPatch{Policy: &p})
			return "changed the policy of " + c.Name, err
		},
	}
}
