<?php
// What SimpleSAMLphp needs to be an identity provider on loopback, and no more.
$dir = getenv('INTEROP_DIR') . '/';
$config = [
    'baseurlpath' => 'http://' . getenv('INTEROP_ADDRESS') . '/',
    'certdir' => $dir,
    'loggingdir' => $dir,
    'datadir' => $dir,
    'tempdir' => $dir,
    'metadatadir' => __DIR__ . '/metadata/',
    'metadata.sources' => [
        ['type' => 'flatfile'],
        ['type' => 'xml', 'file' => $dir . 'sp.xml'],
    ],
    'secretsalt' => 'not a secret: this provider lives for one test',
    'auth.adminpassword' => bin2hex(random_bytes(16)),
    'technicalcontact_email' => 'na@example.org',
    'logging.handler' => 'stderr',
    'logging.level' => SimpleSAML\Logger::WARNING,
    'showerrors' => true,
    'errorreporting' => false,
    'enable.saml20-idp' => true,
    'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
    'store.type' => 'phpsession',
    'session.cookie.secure' => false,
    'session.cookie.samesite' => null,
    'language.cookie.secure' => false,
    'language.cookie.samesite' => null,
    'theme.use' => 'default',
];
