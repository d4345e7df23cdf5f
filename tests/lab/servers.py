# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lab's servers are told: the settings of Dovecot, Postfix and dnsmasq."""
import subprocess

# What Dovecot 2.4 calls otherwise; its version stands first.
DOVECOT_2_3 = """ssl_cert = <{pki}/good.pem
ssl_key = <{pki}/good.key
disable_plaintext_auth = yes
auth_username_format = %Lu
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users/%u
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users/%u
}}
"""
DOVECOT_2_3_LOCAL = """local {address} {{
  ssl_cert = <{pki}/{certificate}.pem
  ssl_key = <{pki}/{certificate}.key
}}
"""
DOVECOT_2_4 = """dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
ssl_server_cert_file = {pki}/good.pem
ssl_server_key_file = {pki}/good.key
auth_allow_cleartext = no
auth_username_format = %{{user | lower}}
mail_driver = maildir
mail_path = {folder}/mail/%{{user}}
passdb passwd-file {{
  passwd_file_path = {folder}/users/%{{user}}
  default_password_scheme = PLAIN
}}
userdb passwd-file {{
  passwd_file_path = {folder}/users/%{{user}}
}}
"""
DOVECOT_2_4_LOCAL = """local {address} {{
  ssl_server_cert_file = {pki}/{certificate}.pem
  ssl_server_key_file = {pki}/{certificate}.key
}}
"""
DOVECOT = """{own}
base_dir = {folder}/dovecot
state_dir = {folder}/dovecot
instance_name = carteggio-lab
log_path = {folder}/log/dovecot.log
auth_verbose = yes
auth_failure_delay = 0
protocols = imap lmtp
listen = {addresses}
ssl = required
ssl_min_protocol = TLSv1.2
auth_mechanisms = plain login
mail_max_userip_connections = 100
maildir_very_dirty_syncs = no
first_valid_uid = 1
{identity}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Drafts {{
    special_use = \\Drafts
    auto = subscribe
  }}
  mailbox Sent {{
    special_use = \\Sent
    auto = subscribe
  }}
  mailbox Trash {{
    special_use = \\Trash
    auto = subscribe
  }}
  mailbox Junk {{
    special_use = \\Junk
    auto = subscribe
  }}
}}
service anvil {{
  chroot =
  # A test's wrong password must not slow the tests after it down.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_starttls}
  }}
  inet_listener imaps {{
    port = {imap}
    ssl = yes
  }}
}}
service lmtp {{
  unix_listener lmtp {{
    mode = 0666
  }}
}}
service auth {{
  unix_listener smtp-auth {{
    mode = 0666
  }}
}}
"""
# Postfix's master is root; the rest of it is of the users that its package makes.
POSTFIX_MAIN = """compatibility_level = 3.6
queue_directory = {folder}/postfix/spool
data_directory = {folder}/postfix/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
shlib_directory = /usr/lib/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/log/postfix.log
maillog_file_prefixes = {folder}
multi_instance_enable = no
myhostname = lab.test
mydestination =
mynetworks = 127.0.0.1/32
inet_interfaces = all
inet_protocols = ipv4
disable_dns_lookups = yes
smtpd_peername_lookup = no
alias_maps =
local_recipient_maps =
# All mail stays here, whatever its domain: there is no way out.
virtual_mailbox_domains = static:all
virtual_transport = lmtp:unix:{folder}/dovecot/lmtp
default_transport = error:the lab sends nothing out
relay_transport = error:the lab sends nothing out
smtpd_sasl_type = dovecot
smtpd_sasl_path = {folder}/dovecot/smtp-auth
smtpd_sasl_security_options = noanonymous
smtpd_tls_auth_only = yes
smtpd_tls_security_level = may
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{nobody@refused.example = 550 5.1.1 No such person}},
  {{signed@refused.example = only_signed}} }}
smtpd_restriction_classes = only_signed
only_signed = check_sender_access inline:{{ {{<> = 550 5.7.1 Sender address rejected: who are you}} }}
smtpd_sender_login_maps = regexp:{folder}/postfix/etc/senders
message_size_limit = 26214400
mailq_path = /usr/bin/mailq
newaliases_path = /usr/bin/newaliases
sendmail_path = /usr/sbin/sendmail
manpage_directory = /usr/share/man
sample_directory = /etc/postfix
readme_directory = no
html_directory = no
"""
POSTFIX_SUBMISSION = """{address}:{port} inet n - n - - smtpd
  -o syslog_name=postfix/{name}
  -o smtpd_tls_chain_files={pki}/{certificate}.key,{pki}/{certificate}.pem
  -o {tls}
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
  -o smtpd_sender_restrictions=reject_sender_login_mismatch
"""
POSTFIX_SERVICES = """cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
DNSMASQ = """no-resolv
no-hosts
bind-interfaces
listen-address={resolver}
{records}
server=/slow.test/{mute}#5353
address=/#/
"""


def is_dovecot_2_3():
    return subprocess.run(['/usr/sbin/dovecot', '--version'], capture_output=True, text=True, check=True,
                          stdin=subprocess.DEVNULL).stdout.startswith('2.3')


def dovecot_local(address, pki, certificate):
    """The certificate that is shown at that address."""
    local = DOVECOT_2_3_LOCAL if is_dovecot_2_3() else DOVECOT_2_4_LOCAL
    return local.format(address=address, pki=pki, certificate=certificate)


def dovecot(folder, pki, hosts, ports, identity, extra=''):
    """hosts: [(address, certificate)]; identity: (uid, gid, whether the servers run as that user alone)."""
    uid, gid, alone = identity
    lines = [f'mail_uid = {uid}', f'mail_gid = {gid}']
    if alone:
        lines += [f'default_internal_user = {uid}', f'default_login_user = {uid}', f'default_internal_group = {gid}']
    own = DOVECOT_2_3 if is_dovecot_2_3() else DOVECOT_2_4
    text = DOVECOT.format(folder=folder, own=own.format(folder=folder, pki=pki), identity='\n'.join(lines),
                          addresses=', '.join(address for address, _ in hosts), **ports)
    for address, certificate in hosts:
        if certificate != 'good':
            text += dovecot_local(address, pki, certificate)
    return text + extra


def postfix_master(pki, hosts, ports):
    text = ''
    for address, certificate in hosts:
        for name, tls in (('smtp', 'smtpd_tls_wrappermode=yes'), ('smtp_starttls', 'smtpd_tls_security_level=encrypt')):
            text += POSTFIX_SUBMISSION.format(address=address, port=ports[name], name=name.replace('_', '-'), pki=pki,
                                              certificate=certificate, tls=tls)
    return text + POSTFIX_SERVICES


def dnsmasq(resolver, names, mute, more=()):
    """names: {address: [host names]}; more: lines of other records."""
    records = [f'host-record={",".join(hosts)},{address}' for address, hosts in names.items()]
    records.append('mx-host=example.it,smtp.example.it,10')
    records += more
    return DNSMASQ.format(resolver=resolver, records='\n'.join(records), mute=mute)
