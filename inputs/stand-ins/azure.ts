import type { Shape } from "./shape";
import type { Template } from "./template";

const SUBSCRIPTION = "/subscriptions/{subscription}";
const GROUP = `${SUBSCRIPTION}/resourceGroups/{resourceGroupName}`;

/**
 * Resource ids within a resource group, after `providers/Microsoft.`; the last placeholder is the input that names the
 * resource. Source: Microsoft Learn, "Azure resource reference".
 */
const IN_GROUP: Readonly<Record<string, string>> = {
  "apimanagement:ApiManagementService": "ApiManagement/service/{serviceName}",
  "app:ContainerApp": "App/containerApps/{containerAppName}",
  "app:Job": "App/jobs/{jobName}",
  "app:ManagedEnvironment": "App/managedEnvironments/{environmentName}",
  "appconfiguration:ConfigurationStore": "AppConfiguration/configurationStores/{configStoreName}",
  "applicationinsights:Component": "Insights/components/{resourceName}",
  "automation:AutomationAccount": "Automation/automationAccounts/{automationAccountName}",
  "batch:BatchAccount": "Batch/batchAccounts/{accountName}",
  "cdn:Profile": "Cdn/profiles/{profileName}",
  "cognitiveservices:Account": "CognitiveServices/accounts/{accountName}",
  "compute:Disk": "Compute/disks/{diskName}",
  "compute:DiskEncryptionSet": "Compute/diskEncryptionSets/{diskEncryptionSetName}",
  "compute:VirtualMachine": "Compute/virtualMachines/{vmName}",
  "compute:VirtualMachineScaleSet": "Compute/virtualMachineScaleSets/{vmScaleSetName}",
  "containerinstance:ContainerGroup": "ContainerInstance/containerGroups/{containerGroupName}",
  "containerregistry:Registry": "ContainerRegistry/registries/{registryName}",
  "containerservice:AgentPool": "ContainerService/managedClusters/{resourceName}/agentPools/{agentPoolName}",
  "containerservice:ManagedCluster": "ContainerService/managedClusters/{resourceName}",
  "cosmosdb:DatabaseAccount": "DocumentDB/databaseAccounts/{accountName}",
  "databricks:Workspace": "Databricks/workspaces/{workspaceName}",
  "datafactory:Factory": "DataFactory/factories/{factoryName}",
  "dataprotection:BackupVault": "DataProtection/backupVaults/{vaultName}",
  "dbformysql:Server": "DBforMySQL/flexibleServers/{serverName}",
  "dbforpostgresql:Server": "DBforPostgreSQL/flexibleServers/{serverName}",
  "digitaltwins:DigitalTwin": "DigitalTwins/digitalTwinsInstances/{resourceName}",
  "dns:Zone": "Network/dnsZones/{zoneName}",
  "eventgrid:Domain": "EventGrid/domains/{domainName}",
  "eventgrid:SystemTopic": "EventGrid/systemTopics/{systemTopicName}",
  "eventgrid:Topic": "EventGrid/topics/{topicName}",
  "eventhub:EventHub": "EventHub/namespaces/{namespaceName}/eventhubs/{eventHubName}",
  "eventhub:Namespace": "EventHub/namespaces/{namespaceName}",
  "hybridcompute:Machine": "HybridCompute/machines/{machineName}",
  "iothub:IotHubResource": "Devices/IotHubs/{resourceName}",
  "keyvault:Key": "KeyVault/vaults/{vaultName}/keys/{keyName}",
  "keyvault:Secret": "KeyVault/vaults/{vaultName}/secrets/{secretName}",
  "keyvault:Vault": "KeyVault/vaults/{vaultName}",
  "kusto:Cluster": "Kusto/clusters/{clusterName}",
  "loadtestservice:LoadTest": "LoadTestService/loadTests/{loadTestName}",
  "logic:Workflow": "Logic/workflows/{workflowName}",
  "machinelearningservices:Workspace": "MachineLearningServices/workspaces/{workspaceName}",
  "managedidentity:FederatedIdentityCredential":
    "ManagedIdentity/userAssignedIdentities/{resourceName}/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}",
  "managedidentity:UserAssignedIdentity": "ManagedIdentity/userAssignedIdentities/{resourceName}",
  "maps:Account": "Maps/accounts/{accountName}",
  "monitor:ActionGroup": "Insights/actionGroups/{actionGroupName}",
  "network:ApplicationGateway": "Network/applicationGateways/{applicationGatewayName}",
  "network:LoadBalancer": "Network/loadBalancers/{loadBalancerName}",
  "network:NatGateway": "Network/natGateways/{natGatewayName}",
  "network:NetworkInterface": "Network/networkInterfaces/{networkInterfaceName}",
  "network:NetworkSecurityGroup": "Network/networkSecurityGroups/{networkSecurityGroupName}",
  "network:PrivateEndpoint": "Network/privateEndpoints/{privateEndpointName}",
  "network:PublicIPAddress": "Network/publicIPAddresses/{publicIpAddressName}",
  "network:Subnet": "Network/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}",
  "network:VirtualNetwork": "Network/virtualNetworks/{virtualNetworkName}",
  "notificationhubs:Namespace": "NotificationHubs/namespaces/{namespaceName}",
  "operationalinsights:Workspace": "OperationalInsights/workspaces/{workspaceName}",
  "privatedns:PrivateZone": "Network/privateDnsZones/{privateZoneName}",
  "purview:Account": "Purview/accounts/{accountName}",
  "recoveryservices:Vault": "RecoveryServices/vaults/{vaultName}",
  "redis:Redis": "Cache/redis/{name}",
  "relay:Namespace": "Relay/namespaces/{namespaceName}",
  "search:Service": "Search/searchServices/{searchServiceName}",
  "servicebus:Namespace": "ServiceBus/namespaces/{namespaceName}",
  "servicebus:Queue": "ServiceBus/namespaces/{namespaceName}/queues/{queueName}",
  "servicebus:Topic": "ServiceBus/namespaces/{namespaceName}/topics/{topicName}",
  "signalrservice:SignalR": "SignalRService/signalR/{resourceName}",
  "sql:Database": "Sql/servers/{serverName}/databases/{databaseName}",
  "sql:Server": "Sql/servers/{serverName}",
  "storage:BlobContainer": "Storage/storageAccounts/{accountName}/blobServices/default/containers/{containerName}",
  "storage:FileShare": "Storage/storageAccounts/{accountName}/fileServices/default/shares/{shareName}",
  "storage:Queue": "Storage/storageAccounts/{accountName}/queueServices/default/queues/{queueName}",
  "storage:StorageAccount": "Storage/storageAccounts/{accountName}",
  "storage:Table": "Storage/storageAccounts/{accountName}/tableServices/default/tables/{tableName}",
  "streamanalytics:StreamingJob": "StreamAnalytics/streamingjobs/{jobName}",
  "synapse:Workspace": "Synapse/workspaces/{workspaceName}",
  "web:AppServicePlan": "Web/serverfarms/{name}",
  "web:StaticSite": "Web/staticSites/{name}",
  "web:WebApp": "Web/sites/{name}",
  "web:WebAppSlot": "Web/sites/{name}/slots/{slot}",
  "webpubsub:WebPubSub": "SignalRService/webPubSub/{resourceName}",
};

/** Ids that do not lie in a resource group. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "authorization:PolicyAssignment":
    "{scope}/providers/Microsoft.Authorization/policyAssignments/{policyAssignmentName}",
  "authorization:RoleAssignment": "{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
  "authorization:RoleDefinition": "{scope}/providers/Microsoft.Authorization/roleDefinitions/{roleDefinitionId}",
  "management:ManagementGroup": "/providers/Microsoft.Management/managementGroups/{groupId}",
  "resources:ResourceGroup": `${SUBSCRIPTION}/resourceGroups/{resourceGroupName}`,
};

/** What else these types answer, beside `id` and `name`. */
const OUTPUTS: Readonly<Record<string, Readonly<Record<string, Template>>>> = {
  "appconfiguration:ConfigurationStore": { endpoint: "https://{name}.azconfig.io" },
  "cognitiveservices:Account": { properties: { endpoint: "https://{name}.cognitiveservices.azure.com/" } },
  "containerregistry:Registry": { loginServer: "{name}.azurecr.io" },
  "containerservice:ManagedCluster": {
    identityProfile: { kubeletidentity: { clientId: "{guidKubeletClient}", objectId: "{guidKubelet}" } },
    oidcIssuerProfile: { issuerURL: "https://oidc.prod-aks.azure.com/{guidIssuer}/" },
  },
  "cosmosdb:DatabaseAccount": { documentEndpoint: "https://{name}.documents.azure.com:443/" },
  "keyvault:Key": { keyUri: "https://{vaultName}.vault.azure.net/keys/{name}" },
  "keyvault:Secret": { properties: { secretUri: "https://{vaultName}.vault.azure.net/secrets/{name}" } },
  "keyvault:Vault": { properties: { vaultUri: "https://{name}.vault.azure.net/" } },
  "managedidentity:UserAssignedIdentity": {
    principalId: "{guidPrincipal}",
    clientId: "{guidClient}",
    tenantId: "{tenant}",
  },
  "operationalinsights:Workspace": { customerId: "{guidCustomer}" },
  "sql:Server": { fullyQualifiedDomainName: "{name}.database.windows.net" },
  "storage:StorageAccount": {
    primaryEndpoints: {
      blob: "https://{name}.blob.core.windows.net/",
      file: "https://{name}.file.core.windows.net/",
      queue: "https://{name}.queue.core.windows.net/",
      table: "https://{name}.table.core.windows.net/",
    },
  },
  "web:WebApp": { defaultHostName: "{name}.azurewebsites.net" },
};

/** Types whose names are GUIDs. */
const NAMED_BY_GUID: ReadonlySet<string> = new Set(["authorization:RoleAssignment", "authorization:RoleDefinition"]);

/** Names under which modules stood in version 2 of the SDK. */
const FORMER: Readonly<Record<string, string>> = {
  "cache:Redis": "redis:Redis",
  "devices:IotHubResource": "iothub:IotHubResource",
  "documentdb:DatabaseAccount": "cosmosdb:DatabaseAccount",
  "insights:ActionGroup": "monitor:ActionGroup",
  "insights:Component": "applicationinsights:Component",
  "network:PrivateZone": "privatedns:PrivateZone",
  "network:Zone": "dns:Zone",
};

const ENTRA_SHAPES: Readonly<Record<string, Shape>> = {
  "azuread:index/application:Application": entra("applications", { clientId: "{guidClient}" }),
  "azuread:index/applicationRegistration:ApplicationRegistration": entra("applications", { clientId: "{guidClient}" }),
  "azuread:index/group:Group": entra("groups"),
  "azuread:index/servicePrincipal:ServicePrincipal": entra("servicePrincipals"),
  "azuread:index/user:User": entra("users"),
};

/** The SDK's types for which this file has a shape of its own, as `module:Type`. */
export const AZURE_NATIVE_TYPES: readonly string[] = [...Object.keys(IN_GROUP), ...Object.keys(ELSEWHERE)];

/** The shape of an Azure type; one that stands in no table has an id of the common form and no name. */
export function azureShape(type: string): Shape | undefined {
  if (!type.startsWith("azure-native:")) return ENTRA_SHAPES[type];
  const token = type.slice("azure-native:".length);
  const known = FORMER[token] ?? token;
  const path = IN_GROUP[known];
  const id = path === undefined ? ELSEWHERE[known] : `${GROUP}/providers/Microsoft.${path}`;
  if (id === undefined) return otherShape(token);
  const named = /\{(\w+)\}$/.exec(id)?.[1] ?? "name";
  return {
    named,
    autoName: NAMED_BY_GUID.has(known) ? "{guid}" : "{label}{mark}",
    outputs: { id: id.replace(/\{\w+\}$/, "{name}"), name: "{name}", ...OUTPUTS[known] },
  };
}

/** Every type follows the form `Microsoft.NAMESPACE/KIND/NAME`, though the spelling of this one is not known here. */
function otherShape(token: string): Shape {
  const [module = "", type = ""] = token.split(":");
  const kind = `${type.charAt(0).toLowerCase()}${type.slice(1)}s`;
  return { outputs: { id: `${GROUP}/providers/Microsoft.${module}/${kind}/{label}-{mark}` } };
}

function entra(collection: string, outputs: Readonly<Record<string, Template>> = {}): Shape {
  return { outputs: { id: `/${collection}/{guid}`, objectId: "{guid}", ...outputs } };
}
