package tui

// The scopes.
const (
	everywhere      scope = "Everywhere"
	places          scope = "Places" // the lists at the root
	lists           scope = "Lists"
	documents       scope = "Documents"
	tabbed          scope = "Tabs"
	inSessions      scope = "Sessions"
	inSession       scope = "Session"
	inChecks        scope = "Checks"
	inXML           scope = "XML"
	inOrgs          scope = "Organizations"
	inOrg           scope = "Organization"
	inConns         scope = "Connections"
	inConn          scope = "Connection"
	inLinks         scope = "Setup links"
	inLink          scope = "Setup link"
	inBare          scope = "Link alone"
	inBareText      scope = "Text alone"
	inPicker        scope = "Choose an organization"
	inMenu          scope = "Menu"
	inAttributes    scope = "Attributes"
	inNotice        scope = "Notice"
	inConfirm       scope = "Question"
	inHelp          scope = "Help"
	inForm          scope = "Form"
	inConfiguration scope = "Configuration"
	inPlain         scope = "A value alone"
	inHistory       scope = "History"
	inReview        scope = "Before saving"
	inProviders     scope = "Choose an identity provider"
	inPending       scope = "Changed metadata"
	inTrial         scope = "Test sign-in"
	inPeople        scope = "Profiles"
	inWaiting       scope = "Awaiting reconciliation"
	inExpiring      scope = "Expiring certificates"
	inMapping       scope = "Attributes of a connection"
	dialogs         scope = "Dialogs"
)

// The actions.
const (
	actHelp        action = "help"
	actPalette     action = "commands"
	actBack        action = "back"
	actLeave       action = "leave"
	actQuit        action = "quit"
	actEnvironment action = "environment"
	actMouse       action = "mouse"
	actRedraw      action = "redraw"
	actLog         action = "log"
	actZone        action = "time zone"
	actShowCopied  action = "show what was copied"

	actNextPlace     action = "next place"
	actPreviousPlace action = "previous place"

	actUp       action = "up"
	actDown     action = "down"
	actPageUp   action = "page up"
	actPageDown action = "page down"
	actHalfUp   action = "half page up"
	actHalfDown action = "half page down"
	actTop      action = "top"
	actBottom   action = "bottom"
	actLeft     action = "scroll left"
	actRight    action = "scroll right"
	actOpen     action = "open"
	actFilter   action = "filter"
	actRefresh  action = "refresh"

	actFailures   action = "failures"
	actUnfilter   action = "filter off and on"
	actFollow     action = "follow"
	actMark       action = "mark"
	actUnmark     action = "unmark all"
	actCopy       action = "copy"
	actTest       action = "test sign-in"
	actFault      action = "test with a fault"
	actTour       action = "tour"
	actCancel     action = "stop"
	actNext       action = "next session"
	actPrevious   action = "previous session"
	actNextTab    action = "next tab"
	actPrevTab    action = "previous tab"
	actWayOut     action = "way out"
	actMessage    action = "copy message for the IT admin"
	actEvidence   action = "show in the response"
	actOrganize   action = "organization"
	actConnection action = "connection"
	actSessions   action = "sessions"
	actMetadata   action = "copy metadata"

	actFailedFirst action = "failed first"
	actOnlyOpen    action = "hide passed"

	actWrap      action = "wrap"
	actRaw       action = "raw or pretty"
	actDecrypted action = "decrypted or as received"
	actFind      action = "search"
	actFindNext  action = "next match"
	actFindPrev  action = "previous match"
	actJump      action = "jump to node"
	actSave      action = "save to file"

	actNew       action = "new"
	actEdit      action = "edit"
	actDelete    action = "delete"
	actAddDomain action = "add domain"
	actDomains   action = "domains"
	actPairs     action = "metadata"
	actHistory   action = "history"
	actUndo      action = "undo"
	actAccept    action = "save"

	actPolicy         action = "policy"
	actImport         action = "import settings"
	actCertificates   action = "certificates"
	actExpiring       action = "expiring certificates"
	actMapping        action = "attributes"
	actProfiles       action = "profiles"
	actWaiting        action = "awaiting reconciliation"
	actPause          action = "pause or resume"
	actReset          action = "reset"
	actRotate         action = "rotate our key"
	actRereadMetadata action = "read its metadata again"
	actPending        action = "changed metadata"
	actApprove        action = "approve"
	actDecline        action = "decline"
	actHandOut        action = "copy message with our values"
	actApply          action = "apply the recommended mapping"

	actLinks      action = "setup links"
	actBare       action = "show it alone"
	actNudge      action = "copy nudge"
	actRegenerate action = "regenerate"
	actRevoke     action = "revoke"

	actYes action = "yes"
	actNo  action = "no"
)

// tabActions are the tabs of the session screen, in order.
var tabActions = []action{"verdict", "checks", "attributes", "request", "response", "timeline"}

// bindings is the table: what each key means where. The order within a scope
// is the order on the key bar and in the help.
var bindings = []binding{
	{actTest, inSessions, []string{"t"}, "sign in", "sign a test user in through the built-in identity provider", false, false},
	{actTour, inSessions, []string{"T"}, "tour", "play the tour: one real sign-in for each fault", false, false},
	{actFault, inSessions, []string{"x"}, "fault", "sign a test user in with a fault of your choice", false, false},
	{actFailures, inSessions, []string{"f"}, "failures", "show failures only, or all again", false, false},
	{actFilter, inSessions, []string{"/"}, "filter", "filter; ↑ for earlier ones, esc to clear", false, false},
	{actCopy, inSessions, []string{"y"}, "copy", "copy the id, the address or the cause", false, false},
	{actUnfilter, inSessions, []string{"\\"}, "", "switch the filter off, and on again", false, false},
	{actFollow, inSessions, []string{"F"}, "follow", "keep the cursor on the newest session", false, false},
	{actMark, inSessions, []string{"space"}, "", "mark the session; y then copies all marked", false, false},
	{actUnmark, inSessions, []string{"U"}, "", "remove all marks", false, false},
	{actCancel, inSessions, []string{"ctrl+x"}, "", "stop the tour or the search", false, false},

	{actMessage, inSession, []string{"m"}, "message", "copy the message for the IT admin", false, false},
	{actWayOut, inSession, []string{"a"}, "way out", "do what the verdict offers as the way out; it asks first", false, false},
	{actBare, inSession, []string{"b"}, "", "show the message for the IT admin alone, to select it", false, false},
	{actEvidence, inSession, []string{"v"}, "evidence", "show the place in the response that the verdict is about", false, false},
	{actCopy, inSession, []string{"y"}, "copy", "copy a value: id, trace, cause, message, XML, field", false, false},
	{actNext, inSession, []string{"]"}, "older", "go to the next older session in the list", false, false},
	{actPrevious, inSession, []string{"["}, "newer", "go to the next newer session in the list", false, false},
	{actOrganize, inSession, []string{"o"}, "", "open its organization", false, false},
	{actConnection, inSession, []string{"c"}, "", "open its connection", false, false},
	{actTest, inSession, []string{"t"}, "", "test a sign-in through its connection again", false, false},
	{actOpen, inSession, []string{"enter"}, "", "open the session that it claims to answer, or that claims to answer it", false, false},
	{actMapping, inSession, []string{"A"}, "", "show the mapping of its connection, and the one that is recommended", false, false},
	{actApply, inAttributes, []string{"a"}, "way out", "use the recommended mapping, or do what the verdict offers; it asks first", false, false},

	{actNextTab, tabbed, []string{"tab"}, "next tab", "go to the next tab", true, false},
	{actPrevTab, tabbed, []string{"shift+tab"}, "", "go to the previous tab", true, false},
	{tabActions[0], tabbed, []string{"1"}, "", "show the verdict", false, false},
	{tabActions[1], tabbed, []string{"2"}, "", "show every check, by stage", false, false},
	{tabActions[2], tabbed, []string{"3"}, "", "show attributes: received, mapped, profile", false, false},
	{tabActions[3], tabbed, []string{"4"}, "", "show the request that we sent", false, false},
	{tabActions[4], tabbed, []string{"5"}, "", "show the response as it arrived", false, false},
	{tabActions[5], tabbed, []string{"6"}, "", "show what happened when", false, false},

	{actFailedFirst, inChecks, []string{"s"}, "failed first", "put failed checks first, or back into their stages", false, false},
	{actOnlyOpen, inChecks, []string{"f"}, "hide passed", "hide the checks that passed, or show them again", false, false},

	{actRaw, inXML, []string{"p"}, "raw/pretty", "show the bytes as they arrived, or indented", false, false},
	{actDecrypted, inXML, []string{"d"}, "decrypted", "show the decrypted assertion, or the message as received", false, false},
	{actJump, inXML, []string{"J"}, "jump", "jump to a node: issuer, signature, certificate, audience …", false, false},
	{actSave, inXML, []string{"ctrl+s"}, "", "save the document to a file on this machine", false, false},

	{actAddDomain, inOrg, []string{"a"}, "add domain", "add an email domain", false, false},
	{actDomains, inOrg, []string{"D"}, "domains", "verify, instruct about or remove a domain", false, false},
	{actConnection, inOrg, []string{"c"}, "connections", "show the connections of the organization, or make its first", false, false},
	{actEdit, inOrg, []string{"e"}, "edit", "change its name, external id and whose profiles it accepts", false, false},
	{actSessions, inOrg, []string{"s"}, "sessions", "show the sessions of the organization", false, false},
	{actLinks, inOrg, []string{"i"}, "setup links", "show its setup links, or generate one", false, false},
	{actCopy, inOrg, []string{"y"}, "copy", "copy a value of the organization", false, false},
	{actPairs, inOrg, []string{"m"}, "", "change its metadata", false, false},
	{actHistory, inOrg, []string{"h"}, "history", "show who changed what, and take a change back", false, false},
	{actDelete, inOrg, []string{"d"}, "delete", "delete it with all that belongs to it; asks for its name", false, true},

	{actNew, inConfiguration, []string{"n", "a"}, "add", "add to the section under the cursor", false, false},
	{actEdit, inConfiguration, []string{"e"}, "change", "change the value under the cursor", false, false},
	{actDelete, inConfiguration, []string{"d"}, "remove", "remove or revoke what is under the cursor", false, true},
	{actCopy, inConfiguration, []string{"y"}, "copy", "copy the value under the cursor", false, false},
	{actCopy, inPlain, []string{"y"}, "copy", "copy the value", false, false},

	{actUndo, inHistory, []string{"u"}, "undo", "take back the change under the cursor", false, false},
	{actCopy, inHistory, []string{"y"}, "copy", "copy the change as text", false, false},

	{actCopy, inConn, []string{"y"}, "copy", "copy one value: entity ID, ACS URL, certificate …", false, false},
	{actMetadata, inConn, []string{"m"}, "metadata", "copy our metadata for this connection", false, false},
	{actSessions, inConn, []string{"s"}, "sessions", "show the sessions of the connection", false, false},
	{actHandOut, inConn, []string{"Y"}, "", "copy a message with all our values for the IT admin", false, false},
	{actTest, inConn, []string{"t"}, "test", "test a sign-in: play it, or get its address; the verdict comes live", false, false},
	{actEdit, inConn, []string{"e"}, "edit", "change name, type, entity ID, sign-on URL, binding, signing of requests", false, false},
	{actImport, inConn, []string{"i"}, "import", "import its settings: metadata by URL, file, paste, or by hand", false, false},
	{actPolicy, inConn, []string{"p"}, "policy", "change how it judges: preset, signatures, skew, exceptions", false, false},
	{actMapping, inConn, []string{"A"}, "attributes", "show received, mapped and profile; apply the recommended mapping", false, false},
	{actCertificates, inConn, []string{"C"}, "certificates", "add, copy or remove a certificate", false, false},
	{actOrganize, inConn, []string{"o"}, "organization", "open its organization", false, false},
	{actHistory, inConn, []string{"h"}, "history", "show who changed what, and take a change back", false, false},
	{actProfiles, inConn, []string{"P"}, "", "list the people that signed in, with their last sign-in", false, false},
	{actWaiting, inConn, []string{"W"}, "", "list profiles that await reconciliation", false, false},
	{actPending, inConn, []string{"v"}, "", "show what changed in its metadata, to approve or decline it", false, false},
	{actRereadMetadata, inConn, []string{"r"}, "", "read its metadata again now", false, false},
	{actRotate, inConn, []string{"K"}, "", "begin to rotate our key, or retire the old one", false, true},
	{actPause, inConn, []string{"z"}, "", "let nobody sign in, or let them again", false, true},
	{actReset, inConn, []string{"R"}, "", "make it a draft again; our own values stay", false, true},
	{actDelete, inConn, []string{"d"}, "", "delete it; asks for its name", false, true},

	{actAccept, inReview, []string{"enter"}, "save", "save it as it is shown", false, false},
	{actApprove, inPending, []string{"a"}, "approve", "trust what is new, or take all of it over; it asks first", false, false},
	{actDecline, inPending, []string{"x"}, "decline", "keep things as they are; the same change is not offered again", false, false},
	{actOpen, inTrial, []string{"enter"}, "open", "open the session that came of it", false, false},
	{actCopy, inTrial, []string{"y"}, "copy", "copy the address", false, false},
	{actTest, inTrial, []string{"t"}, "again", "prepare another one", false, false},
	{actApply, inMapping, []string{"a"}, "apply", "use the recommended mapping from the next sign-in on; it asks first", false, false},
	{actEdit, inMapping, []string{"e"}, "edit", "change the mapping by hand", false, false},
	{actCopy, inMapping, []string{"y"}, "copy", "copy a received name", false, false},
	{actFilter, inPeople, []string{"/"}, "search", "search emails, names and ids", false, false},
	{actCopy, inPeople, []string{"y"}, "copy", "copy the profile id, the email or the IdP id", false, false},
	{actFilter, inWaiting, []string{"/"}, "search", "search users and problems", false, false},
	{actNew, inWaiting, []string{"A"}, "attributes", "show the mapping, and the one that is recommended", false, false},
	{actCopy, inWaiting, []string{"y"}, "copy", "copy the user or the session id", false, false},
	{actFilter, inExpiring, []string{"/"}, "search", "search connections and subjects", false, false},
	{actCopy, inExpiring, []string{"y"}, "copy", "copy a fingerprint or the connection id", false, false},

	{actNew, inOrgs, []string{"n"}, "new", "make an organization", false, false},
	{actFilter, inOrgs, []string{"/"}, "search", "search names, domains and ids", false, false},
	{actCopy, inOrgs, []string{"y"}, "copy", "copy the id, the name or the domains", false, false},
	{actNew, inConns, []string{"n"}, "new", "make a connection", false, false},
	{actFilter, inConns, []string{"/"}, "search", "search names, types and ids", false, false},
	{actCopy, inConns, []string{"y"}, "copy", "copy the id or one of the values to hand out", false, false},

	{actNew, inLinks, []string{"n"}, "new", "generate a setup link", false, false},
	{actBare, inLinks, []string{"b"}, "link", "show the link alone, to select it, and as a QR code", false, false},
	{actMessage, inLinks, []string{"m"}, "message", "copy a message to send the link with", false, false},
	{actNudge, inLinks, []string{"a"}, "nudge", "copy what to write when an onboarding is stuck", false, false},
	{actRegenerate, inLinks, []string{"R"}, "regenerate", "generate a new link in the place of this one", false, true},
	{actRevoke, inLinks, []string{"d"}, "revoke", "end the link at once", false, true},
	{actCopy, inLinks, []string{"y"}, "copy", "copy the link, a message, an id", false, false},
	{actFilter, inLinks, []string{"/"}, "search", "search organizations, domains, features and states", false, false},
	{actOrganize, inLinks, []string{"o"}, "", "open its organization", false, false},

	{actBare, inLink, []string{"b"}, "link", "show the link alone, to select it, and as a QR code", false, false},
	{actMessage, inLink, []string{"m"}, "message", "copy a message to send the link with", false, false},
	{actNudge, inLink, []string{"a"}, "nudge", "copy what to write when an onboarding is stuck", false, false},
	{actCopy, inLink, []string{"y"}, "copy", "copy the link, a message, the last error", false, false},
	{actEvidence, inLink, []string{"v"}, "test", "open the session of the last test sign-in", false, false},
	{actRegenerate, inLink, []string{"R"}, "regenerate", "generate a new link in the place of this one", false, true},
	{actRevoke, inLink, []string{"d"}, "revoke", "end the link at once", false, true},
	{actOrganize, inLink, []string{"o"}, "organization", "open its organization", false, false},
	{actSessions, inLink, []string{"s"}, "", "show the sessions of its organization", false, false},

	{actCopy, inBare, []string{"y"}, "copy", "copy the link", false, false},
	{actMessage, inBare, []string{"m"}, "message", "copy a message to send the link with", false, false},

	{actCopy, inBareText, []string{"y"}, "copy", "copy it", false, false},
	{actDown, inBareText, []string{"j", "down"}, "", "scroll down", true, false},
	{actUp, inBareText, []string{"k", "up"}, "", "scroll up", true, false},
	{actPageDown, inBareText, []string{"pgdown", "space"}, "", "scroll a page down", true, false},
	{actPageUp, inBareText, []string{"pgup"}, "", "scroll a page up", true, false},

	{actOpen, inPicker, []string{"enter"}, "choose", "make it for this organization", true, false},
	{actFilter, inPicker, []string{"/"}, "search", "search names, domains and ids", false, false},
	{actOpen, inProviders, []string{"enter"}, "choose", "go on with this identity provider", true, false},
	{actFilter, inProviders, []string{"/"}, "search", "search names and entity IDs", false, false},

	{actOpen, inMenu, []string{"enter"}, "choose", "choose the item under the cursor", true, false},
	{actYes, inConfirm, []string{"y"}, "yes", "do it", true, false},
	{actNo, inConfirm, []string{"n", "enter"}, "no", "do not", true, false},
	{actDown, inConfirm, []string{"j", "down"}, "", "scroll down", true, false},
	{actUp, inConfirm, []string{"k", "up"}, "", "scroll up", true, false},

	{actFind, documents, []string{"/"}, "search", "search the text", false, false},
	{actFindNext, documents, []string{"n"}, "", "go to the next match", false, false},
	{actFindPrev, documents, []string{"N"}, "", "go to the match before", false, false},
	{actWrap, documents, []string{"w"}, "wrap", "wrap long lines, or let them run", false, false},
	{actDown, documents, []string{"j", "down"}, "", "scroll down", true, false},
	{actUp, documents, []string{"k", "up"}, "", "scroll up", true, false},
	{actLeft, documents, []string{"H", "left"}, "", "scroll left", true, false},
	{actRight, documents, []string{"L", "right"}, "", "scroll right", true, false},
	{actHalfDown, documents, []string{"ctrl+d"}, "", "scroll half a page down", true, false},
	{actHalfUp, documents, []string{"ctrl+u"}, "", "scroll half a page up", true, false},
	{actPageDown, documents, []string{"pgdown", "ctrl+f", "space"}, "", "scroll a page down", true, false},
	{actPageUp, documents, []string{"pgup", "ctrl+b"}, "", "scroll a page up", true, false},
	{actTop, documents, []string{"g", "home"}, "", "go to the first line", true, false},
	{actBottom, documents, []string{"G", "end"}, "", "go to the last line", true, false},

	{actOpen, lists, []string{"enter", "l", "right"}, "open", "open what is under the cursor", true, false},
	{actBack, lists, []string{"h", "left"}, "", "go one level up", true, false},
	{actDown, lists, []string{"j", "down"}, "", "go down", true, false},
	{actUp, lists, []string{"k", "up"}, "", "go up", true, false},
	{actHalfDown, lists, []string{"ctrl+d"}, "", "go half a page down", true, false},
	{actHalfUp, lists, []string{"ctrl+u"}, "", "go half a page up", true, false},
	{actPageDown, lists, []string{"pgdown", "ctrl+f"}, "", "go a page down", true, false},
	{actPageUp, lists, []string{"pgup", "ctrl+b"}, "", "go a page up", true, false},
	{actTop, lists, []string{"g", "home"}, "", "go to the first row", true, false},
	{actBottom, lists, []string{"G", "end"}, "", "go to the last row", true, false},
	{actRefresh, lists, []string{"r"}, "", "read the list again", false, false},

	{actNextPlace, places, []string{"tab"}, "", "go on: Sessions, Organizations, Connections, Setup links, Configuration", true, false},
	{actPreviousPlace, places, []string{"shift+tab"}, "", "go back among Sessions, Organizations, Connections, Setup links, Configuration", true, false},

	{actBack, inNotice, []string{"enter"}, "close", "close it", true, false},
	{actBack, inHelp, []string{"?", "enter"}, "", "close the help", true, false},
	{actBack, dialogs, []string{"esc", "q"}, "close", "close the dialog", true, false},
	{actQuit, dialogs, []string{"ctrl+c"}, "", "quit at once", true, false},

	{actHelp, everywhere, []string{"?"}, "help", "show this help, or close it", false, false},
	{actPalette, everywhere, []string{":"}, "commands", "find any command or screen by its name", true, false},
	{actBack, everywhere, []string{"esc", "backspace"}, "", "go one level up", true, false},
	{actLeave, everywhere, []string{"q"}, "back", "go one level up; at the root, quit", true, false},
	{actUndo, everywhere, []string{"u"}, "", "take back the last change of this console", false, false},
	{actExpiring, everywhere, []string{"!"}, "", "list the certificates that end soon, across all connections", false, false},
	{actHistory, everywhere, nil, "", "show all that was done, by whom, and take a change back", false, false},
	{actEnvironment, everywhere, []string{"E"}, "", "switch the environment", false, false},
	{actMouse, everywhere, []string{"M"}, "", "switch the mouse on or off (off lets the terminal select text)", false, false},
	{actRedraw, everywhere, []string{"ctrl+l"}, "", "draw the screen anew", false, false},
	{actZone, everywhere, []string{"Z"}, "", "show times in UTC, or in your own zone again", false, false},
	{actShowCopied, everywhere, []string{"B"}, "", "show alone what was copied last, to select it where it did not arrive", false, false},
	{actLog, everywhere, nil, "", "show where the log is", false, false},
	{actQuit, everywhere, []string{"ctrl+c"}, "", "quit at once", false, false},
}
