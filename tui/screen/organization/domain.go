package organization

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// domainMenu offers what can be done with a domain, after the choice of one.
func (o *organization) domainMenu() tea.Cmd {
	org := o.About.organization
	if len(org.Domains) == 1 {
		return o.Stack.Open(oneDomain(o.World, o.services, org, org.Domains[0]))
	}
	var items []screen.Item
	for _, x := range org.Domains {
		items = append(items, screen.Item{Text: x.Domain, Note: string(x.StateAt(o.Now)),
			Do: func() tea.Cmd { return o.Stack.Open(oneDomain(o.World, o.services, org, x)) }})
	}
	return o.Stack.Open(screen.NewMenu(o.World, "Domains of "+org.Name, screen.Fixed(items)))
}

func oneDomain(w *screen.World, services Services, o model.Organization, x model.Domain) *screen.Menu {
	var items []screen.Item
	off := w.CannotDo(model.ActChangeDomains)
	r := x.Record()
	if state := x.StateAt(w.Now); state != model.DomainVerified {
		again := "verify now"
		if state == model.DomainFailed {
			again = "restart verification"
		}
		items = append(items,
			screen.Item{Text: again, Note: "looks for the DNS record", Off: off,
				Do: func() tea.Cmd { return verify(w, services, o, x) }},
			screen.Item{Text: "copy the instructions", Note: "for whoever keeps the domain's DNS",
				Do: func() tea.Cmd { return copyInstructions(w, services, x) }},
			screen.Item{Text: "copy the record's value", Note: r.Value,
				Do: func() tea.Cmd { return w.Copy("the TXT value", r.Value) }},
			screen.Item{Text: "copy the record's host", Note: r.Host,
				Do: func() tea.Cmd { return w.Copy("the TXT host", r.Host) }},
			screen.Item{Text: "we vouch for it", Note: "count it as verified without a record",
				Off: w.CannotDo(model.ActVouchDomain),
				Do:  func() tea.Cmd { return vouch(w, services, o, x) }},
		)
	}
	items = append(items,
		screen.Item{Text: "copy the domain", Note: x.Domain, Do: func() tea.Cmd { return w.Copy("domain", x.Domain) }},
		screen.Item{Text: "remove", Note: "its users can no longer sign in", Off: off,
			Do: func() tea.Cmd { return removeDomain(w, services, o, x) }})
	return screen.NewMenu(w, x.Domain, screen.Fixed(items))
}

func verify(w *screen.World, services Services, o model.Organization, x model.Domain) tea.Cmd {
	return w.Inquire("looking for the record of "+x.Domain, func(ctx context.Context) (string, error) {
		_, now, err := services.VerifyDomain(ctx, x.ID)
		switch {
		case err != nil:
			return "", err
		case now.State == model.DomainVerified:
			return now.Domain + " is verified", nil
		}
		return now.Domain + " is not verified yet: " + cmp.Or(now.Problem, "its record was not found"), nil
	}, nil)
}

// vouch takes an operator's word for a domain.
func vouch(w *screen.World, services Services, o model.Organization, x model.Domain) tea.Cmd {
	what := fmt.Sprintf(
		"Users with an address in %s can then sign in to %s. You vouch that the domain is theirs: nothing "+
			"proves it here.", x.Domain, o.Name)
	return w.Stack.Open(screen.NewConfirm(w, what, "Count it as verified?",
		func() tea.Cmd { return vouchFor(w, services, o, x) }))
}

func vouchFor(w *screen.World, services Services, o model.Organization, x model.Domain) tea.Cmd {
	return w.Change("verify "+x.Domain, func(ctx context.Context) (string, error) {
		org, err := services.Organization(ctx, o.ID)
		if err != nil {
			return "", err
		}
		var all []model.NewDomain
		for _, y := range org.Domains {
			state := model.DomainPending
			if y.ID == x.ID || y.State == model.DomainVerified {
				state = model.DomainVerified
			}
			all = append(all, model.NewDomain{Domain: y.Domain, State: state})
		}
		_, err = services.UpdateOrganization(ctx, o.ID, model.OrganizationPatch{Domains: all})
		return x.Domain + " counts as verified", err
	}, nil)
}

func removeDomain(w *screen.World, services Services, o model.Organization, x model.Domain) tea.Cmd {
	what := fmt.Sprintf("Users with an address in %s can no longer sign in to %s.", x.Domain, o.Name)
	return w.Stack.Open(screen.NewConfirm(w, what, "Remove the domain?", func() tea.Cmd {
		return w.Change("remove "+x.Domain, func(ctx context.Context) (string, error) {
			_, err := services.RemoveDomain(ctx, x.ID)
			return "removed " + x.Domain, err
		}, nil)
	}))
}

// copyInstructions copies a message for whoever keeps the DNS, in the words of
// the host of the zone if that can be told.
func copyInstructions(w *screen.World, services Services, x model.Domain) tea.Cmd {
	ctx := w.Context
	read := func() (string, error) { return services.DNSHost(ctx, x.Domain) }
	return w.Run("asking for the name servers of "+x.Domain, screen.Ask(read, func(host string, err error) tea.Cmd {
		if err != nil || host == "Other" {
			host = ""
		}
		return w.Copy("the instructions for "+x.Domain, dnsInstructions(x, host))
	}))
}

func dnsInstructions(x model.Domain, host string) string {
	r := x.Record()
	at := "where its DNS is kept"
	if host != "" {
		at = "at " + host + ", where its DNS is kept"
	}
	return strings.Join([]string{
		fmt.Sprintf("Hello,\nplease prove that %s is yours: add this record %s.", x.Domain, at), "",
		"Type:  " + r.Type, "Host:  " + r.Host, "Value: " + r.Value, "",
		fmt.Sprintf("(In full: %s %s %q)", r.Name, r.Type, r.Value),
		"We look for it until " + x.Since.Add(model.VerificationLife).UTC().Format("2 January 2006") +
			"; the record can stay.",
	}, "\n")
}

// addDomainState shows a domain, and the record that it waits for.
func addDomainState(p *widget.Paragraphs, d model.Domain, w *screen.World) {
	st := p.Style
	state := d.StateAt(w.Now)
	in, glyph := st.Good, st.Glyph.Good
	switch state {
	case model.DomainPending:
		in, glyph = st.Warn, st.Glyph.Waiting
	case model.DomainFailed:
		in, glyph = st.Bad, st.Glyph.Bad
	}
	p.Add(in.Render(widget.Fit(glyph+" "+string(state), 12, "")) + " " + widget.Clean(model.DomainLabel(d.Domain)))
	if state == model.DomainVerified {
		return
	}
	if r := d.Record(); r.Value != "" {
		p.Text(lipgloss.NewStyle(), fmt.Sprintf("%s record, host %s, value", r.Type, r.Host), 13)
		p.Text(st.Accent, r.Value, 13)
	}
	switch {
	case d.Problem != "":
		p.Text(st.Faint, "Looked "+widget.Age(w.Now.Sub(d.Checked))+" ago: "+d.Problem, 13)
	case state == model.DomainPending && !d.Since.IsZero():
		p.Text(st.Faint, "Waits until "+widget.Day(d.Since.Add(model.VerificationLife))+".", 13)
	}
}
