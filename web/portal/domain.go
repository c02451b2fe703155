package portal

import (
	"context"
	"errors"
	"net/http"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/web/internal/pages"
)

// dnsPause is the least time between two look-ups of one domain, and dnsTime how
// long a page waits for one.
const (
	dnsPause = time.Second
	dnsTime  = 5 * time.Second
)

type domainRow struct {
	ID, Name, State, Problem string
	Label                    string // with the written form of an internationalized one
	Verified, Failed         bool
}

func (v *visit) domainRow(x model.Domain) domainRow {
	state := x.StateAt(v.services.Clock())
	row := domainRow{ID: string(x.ID), Name: x.Domain, Label: model.DomainLabel(x.Domain), Problem: x.Problem,
		Verified: state == model.DomainVerified, Failed: state == model.DomainFailed}
	row.State = map[model.DomainState]string{
		model.DomainVerified: "Verified", model.DomainPending: "Waiting for the DNS record",
		model.DomainFailed: "Not found in 30 days",
	}[state]
	return row
}

// domains lists them and takes another.
func (v *visit) domains() {
	v.showDomains(http.StatusOK, pages.Printable(v.r.URL.Query().Get("domain"), 253), "")
}

func (v *visit) showDomains(status int, entered, problem string) {
	if !v.allowed(model.IntentSSO, model.IntentDomainVerification) {
		return
	}
	var rows []domainRow
	for _, x := range v.org.Domains {
		rows = append(rows, v.domainRow(x))
	}
	v.mayLeave()
	v.show(status, "domains", "Email domains of "+v.org.Name, struct {
		Domains          []domainRow
		Entered, Problem string
		SSO, Finish      bool
	}{rows, entered, problem, v.session.Link.Allows(model.IntentSSO), v.canFinish(model.IntentDomainVerification)})
}

// addDomain takes a domain, whose record is then shown.
func (v *visit) addDomain() {
	if !v.allowed(model.IntentSSO, model.IntentDomainVerification) {
		return
	}
	entered := v.field("domain")
	_, x, err := v.services.AddDomain(v.r.Context(), v.org.ID, entered, model.DomainPending)
	if refused, ok := errors.AsType[*model.FieldError](err); ok {
		v.refusedField(refused)
		v.showDomains(http.StatusUnprocessableEntity, entered, says(core.ForOutsiders(refused)))
		return
	}
	if err != nil {
		v.failed(err)
		return
	}
	v.redirect("domains/" + string(x.ID))
}

// ourDomain finds the domain of a page among the organization's.
func (v *visit) ourDomain() (model.Domain, bool) {
	if !v.allowed(model.IntentSSO, model.IntentDomainVerification) {
		return model.Domain{}, false
	}
	for _, x := range v.org.Domains {
		if string(x.ID) == v.r.PathValue("id") {
			return x, true
		}
	}
	v.sorryPage(http.StatusNotFound, "This domain is not there",
		"It may have been removed. Go back to the list of domains.")
	return model.Domain{}, false
}

// domain shows the DNS record that proves it.
func (v *visit) domain() {
	if x, ok := v.ourDomain(); ok {
		v.showDomain(http.StatusOK, x, "")
	}
}

func (v *visit) showDomain(status int, x model.Domain, problem string) {
	v.show(status, "domain", x.Domain, struct {
		Refusal string // why it was not removed
		Domain  domainRow
		Record  model.DNSRecord
		Copies  []value
		Host    string // who hosts the DNS, if that is known
		Where   string // how records are added there
		Checked string
		Next    bool
	}{
		problem, v.domainRow(x), x.Record(),
		[]value{{"Host", x.Record().Host}, {"Full name", x.Record().Name}, {"Value", x.Record().Value}},
		v.portal.hosts.of(x.Domain), dnsWays[v.portal.hosts.of(x.Domain)], checked(x.Checked),
		v.session.Link.Allows(model.IntentSSO),
	})
}

func checked(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return pages.Moment(t)
}

// removeDomain takes a domain away: a mistake, or one whose people are to sign in
// here no longer.
func (v *visit) removeDomain() {
	x, ok := v.ourDomain()
	if !ok {
		return
	}
	if x.State == model.DomainVerified && v.field("sure") == "" {
		v.record(model.Step{What: model.StepError, Note: "The removal of " + x.Domain + " was not confirmed"})
		v.showDomain(http.StatusUnprocessableEntity, x,
			"Nothing was removed. Tick the box to confirm that these people can no longer sign in.")
		return
	}
	if _, err := v.services.RemoveDomain(v.r.Context(), x.ID); err != nil && !errors.Is(err, model.ErrNotFound) {
		v.failed(err)
		return
	}
	v.record(model.Step{What: model.StepConfigured, Note: "removed the domain " + x.Domain})
	v.redirect("domains")
}

// restartDomain waits for the record of a domain anew, whose time was over.
func (v *visit) restartDomain() {
	x, ok := v.ourDomain()
	if !ok {
		return
	}
	v.lookUp(x, v.services.VerifyDomain)
}

// checkDomain looks the record up now, and who hosts the domain's DNS.
func (v *visit) checkDomain() {
	x, ok := v.ourDomain()
	if !ok {
		return
	}
	v.lookUp(x, v.services.CheckDomain)
}

func (v *visit) lookUp(x model.Domain, look func(context.Context, model.ID) (model.Organization, model.Domain, error)) {
	if x.State != model.DomainVerified && v.services.Clock().Sub(x.Checked) >= dnsPause {
		ctx, cancel := context.WithTimeout(v.r.Context(), dnsTime)
		defer cancel()
		_, now, err := look(ctx, x.ID)
		switch {
		case err != nil && ctx.Err() == nil:
			v.failed(err)
			return
		case err == nil && now.State == model.DomainVerified:
			v.record(model.Step{What: model.StepConfigured, Page: "Domain " + x.Domain})
		}
		if host, err := v.services.DNSHost(ctx, x.Domain); err == nil {
			v.portal.hosts.note(x.Domain, host)
		}
	}
	v.redirect("domains/" + string(x.ID))
}

// dnsWays tell how a record is added, by the DNS host's name.
var dnsWays = map[string]string{
	"Cloudflare": "In the Cloudflare dashboard, choose the domain, open **DNS > Records** and choose **Add " +
		"record**. The host goes into **Name**, the value into **Content**.",
	"Route 53": "In the AWS console, open **Route 53 > Hosted zones > your domain** and choose **Create " +
		"record**. The record name is the host (leave it empty for `@`), and the value goes in quotation marks.",
	"GoDaddy": "In your GoDaddy account, open **My Products > Domains > DNS** and choose **Add New Record**. " +
		"The host goes into **Name**.",
	"Google Domains": "Your name servers are Google's. Google Domains has moved to Squarespace, where you open " +
		"**Domains > your domain > DNS > DNS Settings** and choose **Add record**.",
}
