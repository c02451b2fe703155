package tui

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/tui/widget"
)

// certificateMenu offers to add a certificate, or one of those that are there.
func (c *connection) certificateMenu(x model.Connection) tea.Cmd {
	ctx, desk, now := c.ctx, c.desk, c.now
	add := item{text: "add a certificate", note: "beside those that are trusted", off: c.cannotChange(),
		do: func() tea.Cmd { return c.stack.push(newCertificateForm(c.world, x)) }}
	return c.stack.open(newMenu(c.world, "Certificates of "+x.Name, func() ([]item, error) {
		use, err := desk.CertificateUse(ctx, x.ID)
		items := []item{add}
		for _, cert := range x.Certificates {
			i := cert.Info(now)
			items = append(items, item{text: fingerprintStart(i) + "  " + string(i.State) + " until " + widget.Day(i.NotAfter), note: usedText(use, i, now),
				do: func() tea.Cmd { return c.stack.open(oneCertificate(c.world, x, i)) }})
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
		return added + "signed " + widget.Age(now.Sub(at)) + " ago"
	}
	if use.Looked == 0 {
		return added + "no message yet"
	}
	return added + fmt.Sprintf("none of the last %d", use.Looked)
}

// addedText says when a certificate was added, and by whom if that was noted.
func addedText(i model.CertificateInfo) string {
	if i.Added.IsZero() {
		return ""
	}
	text := "added " + widget.Day(i.Added)
	if i.AddedBy != nil {
		text += " by " + actorText(*i.AddedBy)
	}
	return text
}

// certificateCard is all of a certificate that people compare, as bare text.
func certificateCard(i model.CertificateInfo) string {
	lines := []string{i.Subject, i.Key, widget.Day(i.NotBefore) + " to " + widget.Day(i.NotAfter), addedText(i), "", "SHA-256"}
	lines = append(lines, grouped(i.SHA256)...)
	lines = append(lines, "", "SHA-1")
	return strings.Join(append(append(lines, grouped(i.SHA1)...), "", protocol.PEM(i.DER)), "\n")
}

func oneCertificate(w *world, c model.Connection, i model.CertificateInfo) *menu {
	return newMenu(w, fingerprintStart(i)+"  "+i.Subject, fixed([]item{
		{text: "show it alone", note: "with its whole fingerprints", do: func() tea.Cmd { return w.nav.textAlone("certificate", certificateCard(i)) }},
		{text: "copy its SHA-256 fingerprint", do: func() tea.Cmd { return w.copy("SHA-256 fingerprint", i.SHA256) }},
		{text: "copy its SHA-1 fingerprint", do: func() tea.Cmd { return w.copy("SHA-1 fingerprint", i.SHA1) }},
		{text: "copy it", note: "as PEM", do: func() tea.Cmd { return w.copy("the certificate", protocol.PEM(i.DER)) }},
		{text: "remove it", note: "what it signs is no longer accepted", off: w.cannotChange(), do: func() tea.Cmd { return removeCertificate(w, c, i) }},
	}))
}

func removeCertificate(w *world, c model.Connection, i model.CertificateInfo) tea.Cmd {
	what := fmt.Sprintf("What %s signs with this certificate is no longer accepted for %s:\n%s", widget.FirstOf(c.IdPEntityID, "the identity provider"), c.Name, strings.Join(certificateText(i), "\n"))
	return w.stack.open(newConfirm(w, what, "Remove the certificate?", func() tea.Cmd {
		return w.change("remove the certificate", func(ctx context.Context) (string, error) {
			_, _, err := w.desk.RemoveCertificate(ctx, c.ID, i.SHA256)
			return "", err
		}, nil)
	}))
}

// newCertificateForm adds a signing certificate of the identity provider.
func newCertificateForm(w *world, c model.Connection) *form {
	desk := w.desk
	return &form{
		world: w, heading: "Add a certificate to " + c.Name, required: []string{"certificate"},
		fields: []*widget.Field{{Name: "certificate", Label: "Certificate", Block: true, Check: checkCertificate,
			Help: "paste it: PEM, or bare base64. What it signs is accepted from then on, beside the others"}},
		save: func(ctx context.Context, v map[string]string) (any, error) {
			return trustAlso(ctx, desk, c.ID, []byte(v["certificate"]))
		},
		sure: func(v map[string]string) (string, string) {
			der, err := protocol.ParseCertificate([]byte(v["certificate"]))
			if err != nil || c.Trusts(der) {
				return "", "" // the desk says so
			}
			what := append([]string{"Whoever holds the key of this certificate can then sign in anybody through " + c.Name + "."}, certificateText(model.Certificate{DER: der}.Info(w.now))...)
			return strings.Join(what, "\n"), "Trust it?"
		},
		saved: func(any) (string, tea.Cmd) { return "", nil },
	}
}

func trustAlso(ctx context.Context, desk Desk, id model.ID, text []byte) (model.Connection, error) {
	c, _, err := desk.AddCertificate(ctx, id, text)
	return c, err
}
