package portal

import (
	"net/http"

	"gatehouse/model"
	"gatehouse/web/internal/route"
)

// portalRoot is the path of all pages behind a link.
const portalRoot = "/admin-portal/"

// place is a page behind a link.
type place struct {
	path    string          // below portalRoot, as it is routed and recorded
	name    string          // in the flight recorder, for an operator; "" is not recorded
	step    model.SetupStep // that it belongs to; "" for none
	reminds model.Intent    // whose is set up could believe here that nothing is left to do
	form    int64           // how large its form may be; 0 is maxForm
}

// The places. What is changed on one has the addresses below it.
var (
	overviewPlace = place{path: "{$}", name: "Overview", reminds: model.IntentSSO}
	domainsPlace  = place{path: "domains", name: "Domains", step: model.SetupDomain, reminds: model.IntentSSO}
	domainPlace   = place{path: "domains/{id}", name: "Domain record", step: model.SetupDomain}
	providerPlace = place{path: "provider", name: "Identity provider",
		step: model.SetupProvider, reminds: model.IntentSSO}
	guidePlace    = place{path: "guide/{step}", name: "Guide", step: model.SetupGuide}
	metadataPlace = place{path: "metadata", name: "Metadata",
		step: model.SetupMetadata, reminds: model.IntentSSO}
	clientPlace     = place{path: "client", name: "Client", step: model.SetupClient, reminds: model.IntentSSO}
	attributesPlace = place{path: "attributes", name: "Attributes",
		step: model.SetupAttributes, reminds: model.IntentSSO}
	testPlace         = place{path: "test", name: "Test", step: model.SetupTest}
	resultPlace       = place{path: "test/{session}", name: "Test result", step: model.SetupTest}
	shownPlace        = place{path: "test/{session}/certificate", name: "Test result", step: model.SetupTest}
	finishPlace       = place{path: "finish", name: "Finish"}
	donePlace         = place{path: "done", name: "Done"}
	connectionPlace   = place{path: "connection", name: "Connection", reminds: model.IntentSSO}
	eventsPlace       = place{path: "events", name: "Recent events", reminds: model.IntentSSO}
	eventPlace        = place{path: "events/{session}", name: "Event"}
	resetPlace        = place{path: "reset", name: "Reset"}
	certificatesPlace = place{path: "certificates", name: "Certificates"}
	requestPlace      = place{path: "request/{intent}", name: "Request"}
	unrecorded        = place{}

	directoryPlace         = place{path: "directory", name: "Directory", reminds: model.IntentDirectorySync}
	directoryProviderPlace = place{path: "directory/provider", name: "Directory provider",
		step: model.SetupDirectoryProvider}
	directoryGuidePlace = place{path: "directory/guide/{slug}/{step}", name: "Directory guide",
		step: model.SetupDirectoryGuide}
	directoryCheckPlace = place{path: "directory/check", name: "Directory check",
		step: model.SetupDirectoryCheck}
	directoryImportPlace = place{path: "directory/import", name: "Directory file", step: model.SetupDirectoryFile,
		form: model.MaxPeopleFile + maxForm}
	directoryUsersPlace = place{path: "directory/users", name: "Directory users",
		reminds: model.IntentDirectorySync}
	directoryUserPlace     = place{path: "directory/users/{id}", name: "Directory user"}
	directoryRequestsPlace = place{path: "directory/requests", name: "Directory requests",
		reminds: model.IntentDirectorySync}
	directoryRequestPlace = place{path: "directory/requests/{id}", name: "Directory request"}
	directoryTokensPlace  = place{path: "directory/tokens", name: "Directory tokens",
		reminds: model.IntentDirectorySync}
	directoryMapPlace = place{path: "directory/attributes", name: "Directory attribute map",
		reminds: model.IntentDirectorySync}
	directoryRolesPlace = place{path: "directory/roles", name: "Directory roles",
		reminds: model.IntentDirectorySync}
	directoryResetPlace = place{path: "directory/reset", name: "Directory reset"}
)

// Mount puts the addresses into the table of routes.
func (h *Handlers) Mount(t *route.Table) {
	t.Only("GET", "/setup/{token}", h.follow(model.SetupLink))
	t.Only("GET", "/portal/{token}", h.follow(model.PortalLink))
	t.Only("GET", "/brand/{environment}/style.css", h.brandStyle)
	t.Only("GET", "/brand/{environment}/logo", h.brandLogo)

	page := func(p place, show func(*visit)) { t.Only("GET", portalRoot+p.path, h.at(p, show)) }
	form := func(p place, show, send func(*visit)) {
		t.Form(portalRoot+p.path, h.at(p, show), h.sent(p, send))
	}
	press := func(path string, p place, send func(*visit)) { t.Only("POST", portalRoot+path, h.sent(p, send)) }

	page(overviewPlace, (*visit).overview)
	form(domainsPlace, (*visit).domains, (*visit).addDomain)
	page(domainPlace, (*visit).domain)
	press("domains/{id}/check", unrecorded, (*visit).checkDomain)
	press("domains/{id}/restart", domainPlace, (*visit).restartDomain)
	press("domains/{id}/remove", domainPlace, (*visit).removeDomain)
	form(providerPlace, (*visit).providers, (*visit).chooseProvider)
	page(guidePlace, (*visit).guide)
	form(metadataPlace, (*visit).metadataForm, (*visit).saveMetadata)
	form(clientPlace, (*visit).clientForm, (*visit).saveClient)
	form(attributesPlace, (*visit).attributes, (*visit).saveAttributes)
	form(testPlace, (*visit).test, (*visit).beginTest)
	page(resultPlace, (*visit).testResult)
	form(shownPlace, (*visit).shownCertificate, (*visit).useCertificate)
	press("finish", finishPlace, (*visit).finish)
	t.Only("GET", portalRoot+donePlace.path, h.done)
	page(connectionPlace, (*visit).connection)
	page(eventsPlace, (*visit).events)
	page(eventPlace, (*visit).event)
	form(resetPlace, (*visit).resetQuestion, (*visit).reset)
	form(certificatesPlace, (*visit).certificates, (*visit).addCertificate)
	press("certificates/remove", certificatesPlace, (*visit).removeCertificate)
	form(requestPlace, (*visit).request, (*visit).saveRequest)

	page(directoryPlace, (*visit).directoryStatus)
	form(directoryProviderPlace, (*visit).directoryProviders, (*visit).chooseDirectory)
	t.Only("GET", portalRoot+string(model.SetupDirectoryGuide), h.at(unrecorded, (*visit).resumeGuide))
	form(directoryGuidePlace, (*visit).directoryGuide, (*visit).tokenInGuide)
	page(directoryCheckPlace, (*visit).directoryCheck)
	form(directoryImportPlace, (*visit).directoryImport, (*visit).importPeople)
	page(directoryUsersPlace, (*visit).directoryUsers)
	page(directoryUserPlace, (*visit).directoryUser)
	page(directoryRequestsPlace, (*visit).directoryRequests)
	page(directoryRequestPlace, (*visit).directoryRequest)
	form(directoryTokensPlace, (*visit).directoryTokens, (*visit).makeToken)
	press("directory/tokens/{id}/revoke", directoryTokensPlace, (*visit).revokeToken)
	form(directoryMapPlace, (*visit).directoryMap, (*visit).saveMap)
	form(directoryRolesPlace, (*visit).directoryRoles, (*visit).saveRoles)
	form(directoryResetPlace, (*visit).resetDirectoryQuestion, (*visit).resetDirectory)
}

// at shows a page that only a live session sees.
func (h *Handlers) at(p place, show func(*visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{portal: h, w: w, r: r, place: p}
		if v.enter() {
			show(v)
		}
	}
}

// sent does what a form asks, if it is one of the session.
func (h *Handlers) sent(p place, act func(*visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{portal: h, w: w, r: r, place: p}
		if v.enter() && v.readForm() {
			act(v)
		}
	}
}
