package api

// own is the API that is Gatehouse's alone:
//
//	GET /gatehouse/v1/sessions             sign-ins, by the filter of the console and the commands
//	GET …/sessions/stream                  those that are new or changed, as they are
//	GET …/sessions/{id}                    one, with messages, verdict and explanation
//	GET …/sessions/{id}/request, /response what was sent and what came, as it was
//	GET …/sessions/{id}/verdict            why, who mends it, and what to write to them
//	POST …/sessions/{id}/judge             what today's settings would make of it
//	GET …/organizations/{id}/lint, …/connections/{id}/lint
//	                                       what is wrong with settings
//	GET …/connections/{id}/mapping_advice  which attributes should fill which fields
//	GET, POST …/setup_links, GET …/setup_links/{id}, POST …/setup_links/{id}/revoke
//	                                       what IT admins open the Admin Portal with
//	GET …/audit_log                        who changed and who saw what
//	GET …/openapi.json                     all routes of this package, for tools
func (h *Handlers) own() []place {
	const root = "/gatehouse/v1"
	return []place{
		{root + "/sessions", methods{"GET": h.listSessions}},
		{root + "/sessions/stream", methods{"GET": h.streamSessions}},
		{root + "/sessions/{id}", methods{"GET": h.session(getSession)}},
		{root + "/sessions/{id}/request", methods{"GET": h.session(getRequest)}},
		{root + "/sessions/{id}/response", methods{"GET": h.session(getResponse)}},
		{root + "/sessions/{id}/verdict", methods{"GET": h.session(getVerdict)}},
		{root + "/sessions/{id}/judge", methods{"POST": h.session(judgeAgain)}},
		{root + "/organizations/{id}/lint", methods{"GET": h.lintOrganization}},
		{root + "/connections/{id}/lint", methods{"GET": h.lintConnection}},
		{root + "/connections/{id}/mapping_advice", methods{"GET": h.adviseMapping}},
		{root + "/setup_links", methods{"GET": h.listLinks, "POST": h.createLink}},
		{root + "/setup_links/{id}", methods{"GET": h.getLink}},
		{root + "/setup_links/{id}/revoke", methods{"POST": h.revokeLink}},
		{root + "/audit_log", methods{"GET": h.listAudit}},
	}
}
