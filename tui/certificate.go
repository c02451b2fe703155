package tui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml"
)

// certificateMenu offers to add a certificate, or one of those that are there.
func (c *connection) certificateMenu(x model.Connection) tea.Cmd {
	items := []item{{text: "add a certificate", note: "beside those that are trusted", off: c.cannotChange(),
		do: func() tea.Cmd { return c.stack.push(newCertificateForm(c.world, x)) }}}
	for _, cert := range x.Certificates {
		i := cert.Info(c.now)
		items = append(items, item{text: string(i.State) + ": " + i.Subject, note: "until " + day(i.NotAfter),
			do: func() tea.Cmd { return c.stack.open(oneCertificate(c.world, x, i)) }})
	}
	return c.stack.open(newMenu(c.world, "Certificates of "+x.Name, fixed(items)))
}

func oneCertificate(w *world, c model.Connection, i model.CertificateInfo) *menu {
	return newMenu(w, i.Subject+", until "+day(i.NotAfter), fixed([]item{
		{text: "copy its SHA-256 fingerprint", note: i.SHA256, do: func() tea.Cmd { return w.copy("SHA-256 fingerprint", i.SHA256) }},
		{text: "copy its SHA-1 fingerprint", note: i.SHA1, do: func() tea.Cmd { return w.copy("SHA-1 fingerprint", i.SHA1) }},
		{text: "copy it", note: "as PEM", do: func() tea.Cmd { return w.copy("the certificate", saml.PEM(i.DER)) }},
		{text: "remove it", note: "what it signs is no longer accepted", off: w.cannotChange(), do: func() tea.Cmd { return w.removeCertificate(c, i) }},
	}))
}

func (w *world) removeCertificate(c model.Connection, i model.CertificateInfo) tea.Cmd {
	what := fmt.Sprintf("What %s signs with this certificate is no longer accepted for %s:\n%s, until %s\nSHA-256 %s", firstOf(c.IdPEntityID, "the identity provider"), c.Name, i.Subject, day(i.NotAfter), i.SHA256)
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
		fields: []*field{{name: "certificate", label: "Certificate", block: true, check: checkCertificate,
			help: "paste it: PEM, or bare base64. What it signs is accepted from then on, beside the others"}},
		save: func(ctx context.Context, v map[string]string) (any, error) {
			return trustAlso(ctx, desk, c.ID, []byte(v["certificate"]))
		},
		saved: func(any) (string, tea.Cmd) { return "", nil },
	}
}

func trustAlso(ctx context.Context, desk Desk, id model.ID, text []byte) (model.Connection, error) {
	c, _, err := desk.AddCertificate(ctx, id, text)
	return c, err
}
