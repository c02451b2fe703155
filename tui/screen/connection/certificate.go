package connection

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// certificateMenu offers to add a certificate, or one of those that are there.
func (c *connection) certificateMenu(x model.Connection) tea.Cmd {
	ctx, services, now := c.Context, c.services, c.Now
	add := screen.Item{Text: "add a certificate", Note: "beside those that are trusted",
		Off: c.CannotDo(model.ActChangeConnection),
		Do:  func() tea.Cmd { return c.Stack.Push(NewCertificateForm(c.World, c.services, x)) }}
	return c.Stack.Open(screen.NewMenu(c.World, "Certificates of "+x.Name, func() ([]screen.Item, error) {
		use, err := services.CertificateUse(ctx, x.ID)
		items := []screen.Item{add}
		for _, cert := range x.Certificates {
			i := cert.Info(now)
			items = append(items, screen.Item{Text: fingerprintStart(i) + "  " + string(i.State) + " until " +
				widget.Day(i.NotAfter), Note: usedText(use, i, now),
				Do: func() tea.Cmd { return c.Stack.Open(oneCertificate(c.World, c.services, x, i)) }})
		}
		return items, err
	}))
}

// fingerprintStart tells certificates of the same subject apart in a list.
func fingerprintStart(i model.CertificateInfo) string { return i.SHA256[:min(len(i.SHA256), 11)] }

// usedText says when the identity provider last signed with a certificate.
func usedText(use model.CertificateUse, i model.CertificateInfo, now time.Time) string {
	added := ""
	if !i.Added.IsZero() {
		added = "added " + widget.Age(now.Sub(i.Added)) + " ago, "
	}
	if at, ok := use.Last[i.SHA256]; ok {
		return added + "signed " + widget.Ago(now.Sub(at))
	}
	if use.Looked == 0 {
		return added + "no message yet"
	}
	return added + fmt.Sprintf("none of the last %d", use.Looked)
}

// certificateCard is all of a certificate that people compare, as bare text.
func certificateCard(i model.CertificateInfo) string {
	lines := []string{i.Subject, i.Key, widget.Day(i.NotBefore) + " to " + widget.Day(i.NotAfter), noun.AddedText(i),
		"", "SHA-256"}
	lines = append(lines, noun.Grouped(i.SHA256)...)
	lines = append(lines, "", "SHA-1")
	return strings.Join(append(append(lines, noun.Grouped(i.SHA1)...), "", protocol.PEM(i.DER)), "\n")
}

func oneCertificate(w *screen.World, services Services, c model.Connection, i model.CertificateInfo) *screen.Menu {
	return screen.NewMenu(w, fingerprintStart(i)+"  "+i.Subject, screen.Fixed([]screen.Item{
		{Text: "show it alone", Note: "with its whole fingerprints",
			Do: func() tea.Cmd { return w.Nav.Alone(screen.Copyable{What: "certificate", Value: certificateCard(i)}) }},
		{Text: "copy its SHA-256 fingerprint", Do: func() tea.Cmd { return w.Copy("SHA-256 fingerprint", i.SHA256) }},
		{Text: "copy its SHA-1 fingerprint", Do: func() tea.Cmd { return w.Copy("SHA-1 fingerprint", i.SHA1) }},
		{Text: "copy it", Note: "as PEM", Do: func() tea.Cmd { return w.Copy("the certificate", protocol.PEM(i.DER)) }},
		{Text: "remove it", Note: "what it signs is no longer accepted", Off: w.CannotDo(model.ActChangeConnection),
			Do: func() tea.Cmd { return removeCertificate(w, services, c, i) }},
	}))
}

func removeCertificate(w *screen.World, services Services, c model.Connection, i model.CertificateInfo) tea.Cmd {
	what := fmt.Sprintf("What %s signs with this certificate is no longer accepted for %s:\n%s",
		cmp.Or(c.IdPEntityID, "the identity provider"), c.Name, strings.Join(noun.CertificateText(i), "\n"))
	return w.Stack.Open(screen.NewConfirm(w, what, "Remove the certificate?", func() tea.Cmd {
		return w.Change("remove the certificate", func(ctx context.Context) (string, error) {
			_, _, err := services.RemoveCertificate(ctx, c.ID, i.SHA256)
			return "", err
		}, nil)
	}))
}

// NewCertificateForm adds a signing certificate of the identity provider.
func NewCertificateForm(w *screen.World, services Services, c model.Connection) *screen.Form {
	return &screen.Form{
		World: w, Heading: "Add a certificate to " + c.Name, Required: []string{"certificate"},
		Fields: []*widget.Field{{Name: "certificate", Label: "Certificate", Block: true, Check: checkCertificate,
			Help: "paste it: PEM, or bare base64. What it signs is accepted from then on, beside the others"}},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			return trustAlso(ctx, services, c.ID, []byte(v["certificate"]))
		},
		Sure: func(v map[string]string) (string, string) {
			der, err := protocol.ParseCertificate([]byte(v["certificate"]))
			if err != nil || c.Trusts(der) {
				return "", "" // the services say so
			}
			what := append([]string{"Whoever holds the key of this certificate can then sign in anybody through " +
				c.Name + "."}, noun.CertificateText(model.Certificate{DER: der}.Info(w.Now))...)
			return strings.Join(what, "\n"), "Trust it?"
		},
		Saved: func(any) (string, tea.Cmd) { return "", nil },
	}
}

func trustAlso(ctx context.Context, services Services, id model.ID, text []byte) (model.Connection, error) {
	c, _, err := services.AddCertificate(ctx, id, text)
	return c, err
}
